/** What the lines, areas and dots of a chart mean. */
export const CHART_LEGEND =
  '<div class="legend"><span style="--swatch:var(--nj-observed)">observed</span><span style="--swatch:var(--nj-band)">expected</span>' +
  '<span style="--swatch:var(--nj-shade)">incident</span><span class="dot" style="--swatch:var(--nj-high)">outside the expected range</span></div>';
