import type { CompatName } from '../../shared/domain/compat.ts';
import type { CompatSystem } from './compat-system.ts';
import { digits } from './digits.ts';
import { faces } from './faces/index.ts';
import { imageclass } from './imageclass.ts';
import { nachet } from './nachet/index.ts';
import { polydodo } from './polydodo.ts';

/**
 * The older systems that can be stood in for. Where two of them answer the same request on one port the earlier one
 * does. A name without a row here does not compile.
 */
export const COMPAT_SYSTEMS: Readonly<Record<CompatName, CompatSystem>> = Object.freeze({
  faces,
  imageclass,
  polydodo,
  nachet,
  digits,
});
