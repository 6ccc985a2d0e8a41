import { parseXml, XmlElement } from "@rgrove/parse-xml";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diagramProblems, sanitiseDiagram } from "../../src/show/diagram.ts";

const XMLNS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
const svg = (content: string, attributes = "") => `<svg ${XMLNS} ${attributes}>${content}</svg>`;
const inside = (text: string) => text.replace(/^<svg[^>]*>|<\/svg>$/g, "");

const HOSTILE: Record<string, string> = {
  "a script": svg("<script>alert(1)</script>"),
  "a script from elsewhere": svg('<script href="https://evil.example/x.js"/>'),
  "a script by another prefix": svg('<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>'),
  "a script in CDATA": svg("<script><![CDATA[alert(1)]]></script>"),
  "a script in capitals": svg("<SCRIPT>alert(1)</SCRIPT>"),
  "a script of HTML": svg('<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>'),
  "onload of the root": svg("<g/>", 'onload="alert(1)"'),
  "onclick of a shape": svg('<rect onclick="alert(1)"/>'),
  "onbegin of an animation": svg('<animate onbegin="alert(1)" attributeName="x" dur="1s"/>'),
  "an event handler in mixed case": svg('<rect oNcLiCk="alert(1)"/>'),
  "onfocus with a tabindex": svg('<g onfocus="alert(1)" tabindex="0" autofocus=""/>'),
  "a javascript: link": svg('<a href="javascript:alert(1)"><text>x</text></a>'),
  "a javascript: link by xlink": svg('<a xlink:href="javascript:alert(1)"><text>x</text></a>'),
  "a javascript: link with references": svg('<a href="&#106;avascript&#58;alert(1)"><text>x</text></a>'),
  "a javascript: link with a tab": svg('<a href="java&#9;script:alert(1)"><text>x</text></a>'),
  "a link to elsewhere": svg('<a href="https://evil.example/"><text>x</text></a>'),
  "a link to data": svg('<a href="data:text/html,&lt;script>alert(1)&lt;/script>"><text>x</text></a>'),
  "a link rewritten by an animation": svg(
    '<a href="#x"><animate attributeName="href" values="javascript:alert(1)"/><text>x</text></a>',
  ),
  "a link rewritten by set": svg('<a><set attributeName="href" to="javascript:alert(1)"/></a>'),
  "a handler written by set": svg('<g><set attributeName="onmouseover" to="alert(1)"/></g>'),
  "HTML in a foreignObject": svg(
    '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="alert(1)"/></body></foreignObject>',
  ),
  "HTML in the foreignObject of a switch": svg(
    '<switch><foreignObject><iframe src="https://evil.example"/></foreignObject></switch>',
  ),
  "HTML in a title": svg('<title><img src="x" onerror="alert(1)"/></title>'),
  "HTML in a description": svg("<desc><style>*{}</style><script>alert(1)</script></desc>"),
  "HTML in the text of a title": svg("<title>&lt;/title>&lt;img src=x onerror=alert(1)></title>"),
  "an iframe": svg('<iframe src="javascript:alert(1)"/>'),
  "an object": svg('<object data="https://evil.example"/>'),
  "an embed": svg('<embed src="https://evil.example"/>'),
  "a video": svg('<video><source onerror="alert(1)"/></video>'),
  "a form": svg('<form action="https://evil.example"><input name="x"/></form>'),
  "an image from elsewhere": svg('<image href="https://evil.example/pixel.png"/>'),
  "an image from elsewhere by xlink": svg('<image xlink:href="//evil.example/pixel.png"/>'),
  "an image that is an SVG": svg('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>'),
  "an image from a file": svg('<image href="file:///etc/passwd"/>'),
  "a filter's image": svg('<filter><feImage href="https://evil.example/x"/></filter>'),
  "use of another document": svg('<use href="https://evil.example/x.svg#a"/>'),
  "use of data": svg('<use href="data:image/svg+xml,&lt;svg id=&apos;x&apos;/>#x"/>'),
  "a style element": svg("<style>@import url(https://evil.example/x.css);</style>"),
  "a style attribute that loads": svg('<rect style="background:url(https://evil.example/x);fill:red"/>'),
  "a fill from elsewhere": svg('<rect fill="url(https://evil.example/x#a)"/>'),
  "a fill by style from elsewhere": svg('<rect style="fill:url(&quot;https://evil.example/x#a&quot;)"/>'),
  "an escaped url": svg('<rect fill="u\\72l(https://evil.example/x)"/>'),
  "an image set": svg("<rect mask=\"image-set('https://evil.example/x' 1x)\"/>"),
  "a local url followed by another": svg('<rect filter="url(#a) url(https://evil.example/x)"/>'),
  "a cursor from elsewhere": svg('<rect cursor="url(https://evil.example/x), auto"/>'),
  "an expression": svg('<rect style="width:expression(alert(1))"/>'),
  "a base for references": svg('<use href="#a"/>', 'xml:base="https://evil.example/"'),
  "a stylesheet instruction": `<?xml-stylesheet href="https://evil.example/x.xsl"?>${svg("<g/>")}`,
  "a comment that closes early": svg("<!-- <script>alert(1)</script> --><g/>"),
  "an entity from a file": `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>${svg("<text>&x;</text>")}`,
  "entities that multiply": `<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>${svg("<text>&b;</text>")}`,
  "a DOCTYPE from elsewhere": `<!DOCTYPE svg PUBLIC "x" "https://evil.example/x.dtd">${svg("<g/>")}`,
  "an element of HTML that ends the SVG": svg("<p>x</p><table/>"),
  MathML: svg("<math><mtext><script>alert(1)</script></mtext></math>"),
  "a handler element": svg('<handler type="application/ecmascript">alert(1)</handler>'),
  "another root": '<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
  "an attribute that breaks out": svg('<g id="&quot;>&lt;script>alert(1)&lt;/script>"/>'),
  "a mix of namespaces": '<svg xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></svg>',
};

describe("sanitiseDiagram", () => {
  it.each(Object.entries(HOSTILE))("makes %s inert", (_, hostile) => {
    const { svg: result } = sanitiseDiagram(hostile);

    expect(dangersIn(result)).toEqual([]);
  });

  it("notices each kind of danger, so that the vectors above prove something", () => {
    const dangers = [
      "<svg><script/></svg>",
      '<svg onload="x"/>',
      '<svg><image href="https://x"/></svg>',
      '<svg><rect fill="url(https://x)"/></svg>',
      '<svg><g xmlns="http://www.w3.org/1999/xhtml"/></svg>',
    ].map(dangersIn);

    expect(dangers.every((found) => found.length > 0)).toBe(true);
  });

  it("says what was taken out", () => {
    const { problems } = sanitiseDiagram(svg('<script/><rect onclick="x" fill="url(https://x)"/>'));

    expect(problems).toEqual([
      "Cannot keep <script> in the diagram: not allowed there",
      'Cannot keep "onclick" of <rect> in the diagram: not allowed there',
      'Cannot keep "fill" of <rect> in the diagram: not allowed there',
    ]);
  });

  it.each([
    ["text that is no XML", "hello", /^Cannot use the diagram: /],
    ["an element that does not end", "<svg><g></svg>", /^Cannot use the diagram: .*line 1/],
    ["an empty file", "", /^Cannot use the diagram: /],
    ["another root", "<html/>", "Cannot use the diagram: its root is <html>, not <svg>"],
    ["an undefined entity", svg("<text>&nbsp;</text>"), /nbsp/],
  ])("answers %s with a problem and an empty drawing", (_, broken, message) => {
    const result = sanitiseDiagram(broken);

    expect(result).toEqual({ svg: "", ids: [], problems: [expect.stringMatching(message)] });
  });

  it.each([2_000, 200_000])("survives elements nested %i deep", (depth) => {
    const nested = svg("<g>".repeat(depth) + "</g>".repeat(depth));

    const { problems } = sanitiseDiagram(nested);

    expect(problems).toHaveLength(1);
  });

  it("turns the style attributes of Inkscape into presentation attributes", () => {
    const drawn = svg('<path d="M0 0" fill="blue" style="fill:#f00; stroke-width : 2 ;-inkscape-font:x;"/>');

    const result = sanitiseDiagram(drawn);

    expect(inside(result.svg)).toBe('<path d="M0 0" fill="#f00" stroke-width="2"></path>');
    expect(result.problems).toEqual([]);
  });

  it("drops what a tool keeps for itself without a word", () => {
    const drawn = svg(
      '<metadata><rdf:RDF xmlns:rdf="r"/></metadata><sodipodi:namedview xmlns:sodipodi="s"/><g inkscape:label="x" xmlns:inkscape="i"/>',
      'host="app.diagrams.net" content="&lt;mxfile/>"',
    );

    const result = sanitiseDiagram(drawn);

    expect(inside(result.svg)).toBe("<g></g>");
    expect(result.problems).toEqual([]);
  });

  it("keeps a drawing of draw.io: the plain label instead of the HTML one, the ids and the arrows", () => {
    const drawn = `<?xml version="1.0" encoding="UTF-8"?>
      <!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
      ${svg('<g id="store--heartbeat" transform="translate(0.5, 0.5)"><rect width="80" fill="#fff" style="fill: light-dark(#fff, #000);"/><switch><foreignObject pointer-events="none"><div>Store</div></foreignObject><text x="40" font-family="&quot;Helvetica&quot;">Store</text></switch></g><path id="store--consistency" d="M 0 0 L 9 9" marker-end="url(#arrow)"/><image xlink:href="data:image/png;base64,iVBORw0KGgo="/>')}`;

    const result = sanitiseDiagram(drawn);

    expect(result.problems).toEqual([]);
    expect(result.ids).toEqual(["store--heartbeat", "store--consistency"]);
    expect(inside(result.svg)).toBe(
      '<g id="store--heartbeat" transform="translate(0.5, 0.5)"><rect width="80" fill="light-dark(#fff, #000)"></rect>' +
        '<switch><text x="40" font-family="&#34;Helvetica&#34;">Store</text></switch></g>' +
        '<path id="store--consistency" d="M 0 0 L 9 9" marker-end="url(#arrow)"></path>' +
        '<image href="data:image/png;base64,iVBORw0KGgo="></image>',
    );
  });

  it("keeps what a link surrounds, and the text with its markup characters", () => {
    const { svg: result } = sanitiseDiagram(svg('<a href="https://x"><text>1 &lt; 2 &amp; 3</text></a>'));

    expect(inside(result)).toBe("<text>1 &#60; 2 &#38; 3</text>");
  });

  it("lets several elements show one check by data-check", () => {
    const {
      svg: result,
      ids,
      problems,
    } = sanitiseDiagram(
      svg('<g data-check="a--b"/><path data-check="a--b"/><g id="x" data-check="c--d" data-other="y"/>'),
    );

    expect(inside(result)).toBe(
      '<g data-check="a--b"></g><path data-check="a--b"></path><g id="x" data-check="c--d"></g>',
    );
    expect(ids).toEqual(["a--b", "c--d"]);
    expect(problems).toEqual([]);
  });

  it("reports two elements with the id of one check", () => {
    const { ids, problems } = sanitiseDiagram(svg('<g id="a--b"/><path id="a--b"/>'));

    expect(ids).toEqual(["a--b"]);
    expect(problems).toEqual(['Cannot tell two elements of the diagram apart: both have the id "a--b"']);
  });

  it("returns for any XML something that parses, is inert, and stays the same when sanitised again", () => {
    fc.assert(
      fc.property(anyDrawing, (drawn) => {
        const once = sanitiseDiagram(drawn).svg;
        const twice = sanitiseDiagram(once).svg;

        expect(dangersIn(once)).toEqual([]);
        expect(twice).toBe(once);
      }),
      { numRuns: 500 },
    );
  });

  it("never throws, whatever text it is given", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => sanitiseDiagram(text).svg === ""));
  });
});

describe("diagramProblems", () => {
  it("names the element without a check and the check without an element", () => {
    const definitions = [
      { project: "cdn", name: "age" },
      { project: "cdn", name: "headers" },
    ];

    const problems = diagramProblems(["cdn--age", "cdn--agee"], definitions);

    expect(problems).toEqual([
      'Cannot colour "cdn--agee" of the diagram: no such check',
      'Cannot show cdn/headers in the diagram: no element has the id "cdn--headers"',
    ]);
  });
});

const NAMES = [
  "g",
  "rect",
  "text",
  "title",
  "a",
  "script",
  "style",
  "use",
  "image",
  "foreignObject",
  "set",
  "x:y",
];
const KEYS = [
  "id",
  "data-check",
  "href",
  "xlink:href",
  "style",
  "fill",
  "mask",
  "onclick",
  "class",
  "xmlns",
  "d",
];
const VALUES = ["#a", "url(#a)", "url(https://e)", "javascript:alert(1)", "fill:red;stroke:url(x)", "a--b"];

const xmlText = fc
  .string({ unit: fc.constantFrom(..."ab <>&\"'\t\n\r\u00a0\u2028é😀-:;(/)") })
  .map((text) => text.replace(/[&<>"'\r\n\t]/g, (character) => `&#${character.charCodeAt(0)};`));
const attribute = fc.tuple(fc.constantFrom(...KEYS), fc.oneof(fc.constantFrom(...VALUES), xmlText));
const attributes = fc
  .uniqueArray(attribute, { selector: ([key]) => key, maxLength: 4 })
  .map((pairs) => pairs.map(([key, value]) => ` ${key}="${value}"`).join(""));
const anyDrawing = fc
  .letrec<{ node: string; element: string }>((tie) => ({
    node: fc.oneof({ maxDepth: 4 }, xmlText, tie("element")),
    element: fc
      .tuple(fc.constantFrom(...NAMES), attributes, fc.array(tie("node"), { maxLength: 3 }))
      .map(([name, written, children]) => `<${name}${written}>${children.join("")}</${name}>`),
  }))
  .element.map((element) => svg(element));

/** Written anew, without the sanitiser's own lists: what must never be in an answer. */
function dangersIn(text: string): string[] {
  if (text === "") return [];
  return dangersOf(parseXml(text).root);
}

function dangersOf(node: unknown): string[] {
  if (!(node instanceof XmlElement)) return [];
  const forbidden =
    /script|style|foreign|animate|^set$|iframe|object|embed|handler|feImage|^a$|:|html|body|img/i;
  const own = Object.entries(node.attributes)
    .filter(([key, value]) => isDangerous(node.name, key, value))
    .map(([key]) => `${node.name} ${key}`);
  return [...(forbidden.test(node.name) ? [node.name] : []), ...own, ...node.children.flatMap(dangersOf)];
}

function isDangerous(name: string, key: string, value: string): boolean {
  if (key === "xmlns") return value !== "http://www.w3.org/2000/svg";
  if (key.endsWith("href"))
    return !value.startsWith("#") && !(name === "image" && value.startsWith("data:image/p"));
  if (key === "style" || key === "xml:base" || /^on/i.test(key)) return true;
  if (["id", "class", "role", "data-check"].includes(key)) return false;
  return /url\((?!["']?#)|\\|javascript|expression|image-set/i.test(value);
}
