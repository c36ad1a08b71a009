// Stands in for the package "entities" (30 KB of tables): the browser knows the names itself.
// A textarea's content is plain text to the parser: nothing in it is ever made into elements.
export function decodeHTML(text) {
  const area = document.createElement("textarea");
  area.innerHTML = text;
  return area.value;
}
export const decodeHTMLStrict = decodeHTML;
