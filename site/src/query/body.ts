/** The body of a response as bytes, with a word on how far it is, and no more than there is room for. */

export class TooLarge extends Error {}

/** All bytes. Args: told, who hears how many have come; most, how many may come: TooLarge where there are more. */
export async function readAll(
  response: Response,
  told: (bytes: number) => void = () => undefined,
  most = Number.POSITIVE_INFINITY,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = response.body!.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    size += next.value.length;
    if (size > most) throw new TooLarge();
    told(size);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
