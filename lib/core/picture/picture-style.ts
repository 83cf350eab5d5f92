/** Colours by theme. Severities are told by words too, never by colour alone; contrasts meet WCAG 2.2 AA. */
const LIGHT =
  '--nj-text:#1d2125;--nj-muted:#5a6169;--nj-paper:#ffffff;--nj-rule:#e3e6e9;--nj-observed:#1a5fb4;--nj-band:#1a5fb424;' +
  '--nj-edge:#1a5fb44d;--nj-shade:#d9480f1f;--nj-low:#5a6169;--nj-medium:#8f5902;--nj-high:#c2410c;--nj-critical:#b00030;' +
  '--nj-learning:#5a616914;--nj-heat:26 95 180';
const DARK =
  '--nj-text:#e6e8ea;--nj-muted:#9aa3ad;--nj-paper:#181c21;--nj-rule:#2c3238;--nj-observed:#7db8ff;--nj-band:#7db8ff29;' +
  '--nj-edge:#7db8ff52;--nj-shade:#ff8a4c2b;--nj-low:#a6aeb7;--nj-medium:#e0b050;--nj-high:#ff8a4c;--nj-critical:#ff6b8a;' +
  '--nj-learning:#9aa3ad1f;--nj-heat:125 184 255';

const HEAT_OPACITY = [0.05, 0.16, 0.3, 0.46, 0.64, 0.82, 1];

/** Style of every drawing of this folder, below an element of class `nightjar`. */
export const PICTURE_STYLE = [
  `.nightjar{${LIGHT}}`,
  `@media (prefers-color-scheme:dark){.nightjar{${DARK}}}`,
  `.nightjar[data-theme=light]{${LIGHT}}.nightjar[data-theme=dark]{${DARK}}`,
  '.nightjar svg text{font:11px/1 system-ui,"DejaVu Sans",sans-serif;fill:var(--nj-text)}',
  '.nightjar svg{overflow:visible}',
  '.nightjar .nj-tick,.nightjar .nj-unit{fill:var(--nj-muted)!important}',
  '.nj-halo{paint-order:stroke;stroke:var(--nj-paper);stroke-width:3px;stroke-linejoin:round}',
  '.nightjar .nj-inside{fill:var(--nj-paper)!important;font-weight:600!important}',
  '.nj-grid{stroke:var(--nj-rule);stroke-width:1;vector-effect:non-scaling-stroke;fill:none}',
  '.nj-band{fill:var(--nj-band);stroke:var(--nj-edge);stroke-width:1;vector-effect:non-scaling-stroke}',
  '.nj-observed{fill:none;stroke:var(--nj-observed);stroke-width:1.6;stroke-linejoin:round;vector-effect:non-scaling-stroke}',
  '.nj-incident{fill:var(--nj-shade)}',
  '.nj-outlier{fill:none;stroke:var(--nj-high);stroke-width:5;stroke-linecap:round;vector-effect:non-scaling-stroke}',
  '.nj-detected{stroke:var(--nj-high);stroke-width:1.4;stroke-dasharray:3 3}',
  '.nightjar .nj-mark{fill:var(--nj-high)!important;font-weight:600!important}',
  '.nj-deploy{overflow:visible}.nj-deploy path{fill:var(--nj-muted);stroke:var(--nj-paper);stroke-width:1}',
  '.nightjar .nj-deploy-label{fill:var(--nj-muted)!important}',
  '.nj-learning{fill:var(--nj-learning)}',
  '.nj-rail{stroke:var(--nj-rule);stroke-width:2}',
  '.nightjar .nj-lane{font-weight:600!important}',
  '.nj-low{fill:var(--nj-low)}.nj-medium{fill:var(--nj-medium)}.nj-high{fill:var(--nj-high)}.nj-critical{fill:var(--nj-critical)}',
  '@media (max-width:40rem){.nj-wide{display:none}}.nj-narrow .nj-wide{display:none}',
  `@media print{.nightjar{${LIGHT}}}`,
  ...HEAT_OPACITY.map((opacity, level) => `.nj-heat-${level}{fill:rgb(var(--nj-heat)/${opacity})}`),
].join('\n');
