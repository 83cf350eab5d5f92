import { describe, expect, it } from 'vitest';
import { buildPublishInput } from '../../../lib/core/alert/publish-input.ts';
import { TRANSITION_STORIES } from '../../support/alert-stories.ts';

const LINKS = {
  dashboardUrl:
    'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/Nightjar',
};

/** Texts that people get are reviewed by eye: `npx vitest run test/unit/alert -u` writes them anew. */
describe('alert texts', () => {
  it.each(Object.entries(TRANSITION_STORIES))('read as reviewed: %s', async (name, transition) => {
    const input = buildPublishInput(transition, 'arn', LINKS);
    const { email, https, sms } = JSON.parse(input.Message);
    const { content: chat } = JSON.parse(https);
    const page = [
      `Subject: ${input.Subject}`,
      '',
      email,
      '--- sms',
      sms,
      '--- chat',
      chat.title,
      chat.description,
      ...chat.nextSteps.map((step: string) => `> ${step}`),
      '',
    ].join('\n');
    await expect(page).toMatchFileSnapshot(`../../fixtures/alerts/${name}.txt`);
  });
});
