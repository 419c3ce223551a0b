import type { Model } from '../../shared/catalog.ts';
import type { Session } from './sessions.ts';

/** A model that is in memory and fits its manifest. */
export type LoadedModel = { readonly model: Model; readonly session: Session };
