// The one sanitiser of the page: a second would need a Trusted Types policy of its own.
import DOMPurify from "dompurify";
import { isHarmless, isLocalReference } from "../show/diagram_rules.ts";

const SVG = "http://www.w3.org/2000/svg";
const TEXT_TAGS = `p br strong em del code pre ul ol li blockquote h4 h5 h6 hr a table thead tbody tr th td`;
/** To the web, to a mailbox, or within this service. */
const LINK = /^(?:https?:|mailto:|[/#])/i;

DOMPurify.addHook("uponSanitizeAttribute", (element, attribute) => {
  if (element.namespaceURI === SVG && !mayStay(element.nodeName, attribute)) attribute.keepAttr = false;
});

/** A drawing without anything that could run or load something. */
export function purifyDrawing(svg: string): DocumentFragment {
  return DOMPurify.sanitize(svg, {
    USE_PROFILES: { svg: true, svgFilters: true },
    ADD_TAGS: ["use"],
    ADD_ATTR: ["href"],
    FORBID_TAGS: ["style", "a"],
    FORBID_ATTR: ["style", "tabindex"],
    RETURN_DOM_FRAGMENT: true,
  });
}

/** Text with structure and links, and nothing that loads, runs, or looks like a part of the page. */
export function purifyText(html: string): DocumentFragment {
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: TEXT_TAGS.split(" "),
    ALLOWED_ATTR: ["href", "title", "align", "start"],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: LINK,
    RETURN_DOM_FRAGMENT: true,
  });
}

/** Nothing is fetched for a drawing: it may refer to its own gradients, symbols and pixels only. */
function mayStay(element: string, { attrName, attrValue }: { attrName: string; attrValue: string }): boolean {
  if (attrName.endsWith("href")) return isLocalReference(attrValue, element);
  return attrName === "aria-label" || attrName === "data-check" || isHarmless(attrValue);
}
