import type { Synthesised, TemplateResource } from './synthesise.ts';

/** The one resource of a type whose logical id contains `idPart`. */
export const only = (synthesised: Synthesised, type: string, idPart = ''): TemplateResource => {
  const found = synthesised.ofType(type).filter(([id]) => id.includes(idPart));
  const [entry] = found;
  if (entry === undefined || found.length > 1) {
    throw new Error(`wanted one ${type} called ${idPart}, found ${found.map(([id]) => id).join(', ') || 'none'}`);
  }
  return entry[1];
};
