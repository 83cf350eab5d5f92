import { escapeClipped } from './escape-html.ts';
import { type WidgetLook, widgetFrame } from './widget-frame.ts';

const SENTENCE_LENGTH = 400;

/** A widget that has nothing to draw, and says why and what to do. */
export const widgetNotice = (look: WidgetLook, title: string, ...sentences: readonly string[]): string =>
  widgetFrame(
    look,
    `<h2>${escapeClipped(title, SENTENCE_LENGTH)}</h2>${sentences.map((sentence) => `<p>${escapeClipped(sentence, SENTENCE_LENGTH)}</p>`).join('')}`,
  );
