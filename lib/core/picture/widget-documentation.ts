/** What CloudWatch shows to those who add the widget by hand: the answer to `{"describe": true}`, in Markdown. */
export const WIDGET_DOCUMENTATION = `## Nightjar
Incidents that Nightjar found in the logs of Lambda functions, over the time range of the dashboard.

### Parameters
Name | Means
---|---
**view** | \`fleet\`: what is open, the timeline of incidents, the most anomalous functions. \`function\`: one function's invocations, errors and duration with the expected range, incidents and deploys; time-outs, cold starts, memory and outbound calls as lines.
**function** | for \`function\`: its name, or \`account/region/name\`. The most troubled one of the time range unless given.

### Examples
\`\`\` yaml
view: fleet
\`\`\`
\`\`\` yaml
view: function
function: checkout
\`\`\`
History is written every 15 minutes, so the newest half hour of a function is not drawn yet; incidents are shown at once.
Only Nightjar's table is read, and nothing is written.
`;
