/**
 * CRC-32 of bytes, as four bytes, the highest first: a link whose text was changed on its way is known as such.
 *
 * Follows: ISO 3309, as zip and PNG use it.
 */
export function checksum(bytes: Uint8Array): Uint8Array {
  let crc = 0xffffffff
  for (let n = 0; n < bytes.length; n++) crc = (crc >>> 8) ^ OF_BYTE[(crc ^ bytes[n]!) & 255]!
  const value = ~crc >>> 0
  return Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255)
}

/** What each byte does to the sum: bit by bit, a megabyte would take a tenth of a second. */
const OF_BYTE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc
})
