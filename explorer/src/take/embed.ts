/** The code that puts a view into another page. */

import { escapeXml } from "./xml.ts";

export function embedCode(address: string, title: string): string {
  const size = 'width="100%" height="520"';
  return `<iframe src="${escapeXml(address)}" title="${escapeXml(title)}" ${size} loading="lazy" sandbox="allow-scripts allow-same-origin allow-popups"></iframe>`;
}
