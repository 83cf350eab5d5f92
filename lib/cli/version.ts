import manifest from '../../package.json' with { type: 'json' };

/** Of the package; esbuild puts it into the bundle. */
export const VERSION = manifest.version;
