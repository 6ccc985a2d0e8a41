// The Text rule of wrangler.toml.
declare module "*.toml" {
  const text: string;
  export default text;
}
declare module "*.svg" {
  const text: string;
  export default text;
}
