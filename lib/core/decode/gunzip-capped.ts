import { gunzipSync } from 'node:zlib';
import { fail, ok, type Result } from '../result.ts';

export type GunzipProblem =
  /** The bytes do not begin like gzip: plain text, zlib, or another producer's data. */
  | { readonly code: 'decode.not_gzip' }
  | { readonly code: 'decode.too_large'; readonly limitBytes: number }
  | { readonly code: 'decode.truncated' }
  | { readonly code: 'decode.corrupt' };

const GZIP_MAGIC_0 = 0x1f;
const GZIP_MAGIC_1 = 0x8b;

const errorCode = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

/**
 * Inflates gzip, several members back to back included, and stops as soon as the output would exceed `limitBytes`: a
 * few kilobytes may inflate to gigabytes.
 */
export const gunzipCapped = (compressed: Uint8Array, limitBytes: number): Result<Uint8Array, GunzipProblem> => {
  if (compressed[0] !== GZIP_MAGIC_0 || compressed[1] !== GZIP_MAGIC_1) return fail({ code: 'decode.not_gzip' });
  try {
    return ok(gunzipSync(compressed, { maxOutputLength: limitBytes }));
  } catch (error) {
    // zlib's own codes are the only thing its exceptions say; the message would repeat them.
    const code = errorCode(error);
    if (code === 'ERR_BUFFER_TOO_LARGE') return fail({ code: 'decode.too_large', limitBytes });
    return fail({ code: code === 'Z_BUF_ERROR' ? 'decode.truncated' : 'decode.corrupt' });
  }
};
