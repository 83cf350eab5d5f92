import { describe, expect, it } from 'vitest';
import { alertText } from '../../../lib/core/alert/alert-text.ts';
import { renderChat } from '../../../lib/core/alert/render-chat.ts';
import { renderEmail } from '../../../lib/core/alert/render-email.ts';
import { renderSms } from '../../../lib/core/alert/render-sms.ts';
import { TRANSITION_STORIES } from '../../support/alert-stories.ts';

const LINKS = {
  dashboardUrl:
    'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/Nightjar',
};

/** Texts that people get are reviewed by eye: `npx vitest run test/unit/alert -u` writes them anew. */
describe('alert texts', () => {
  it.each(Object.entries(TRANSITION_STORIES))('read as reviewed: %s', async (name, transition) => {
    const { subject, text } = renderEmail(transition, alertText(transition, LINKS));
    const chat = renderChat(transition, alertText(transition, {})).content;
    const page = [
      `Subject: ${subject}`,
      '',
      text,
      '--- sms',
      renderSms(transition),
      '--- chat',
      chat.title,
      chat.description,
      ...chat.nextSteps.map((step) => `> ${step}`),
      '',
    ].join('\n');
    await expect(page).toMatchFileSnapshot(`../../fixtures/alerts/${name}.txt`);
  });
});
