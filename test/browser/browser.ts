import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { programs } from '../kit/programs.js';

/** Debian's Chromium, without the errands of its own that a closed network refuses. */
export function launch(): Promise<Browser> {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-quic'];
  return chromium.launch({ executablePath: programs.chromium, args: ['--no-sandbox', '--disable-gpu', ...quiet] });
}

export const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, locale: 'en-US' };
export const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, locale: 'zh-CN', hasTouch: true, isMobile: true };

/** The explorer as a user has it before them, and everything it complained about. */
export class Explorer {
  readonly complaints: string[] = [];

  private constructor(readonly page: Page) {
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions): Promise<Explorer> {
    const page = await browser.newPage(options);
    const explorer = new Explorer(page);
    await page.goto(url);
    await explorer.ready('CommunityTree');
    return explorer;
  }

  /** Waits until GraphiQL has this operation in its editor, and room for the answer. */
  async ready(operation: string): Promise<void> {
    await this.page.locator('.graphiql-query-editor .CodeMirror-code').getByText(operation).first().waitFor();
    await this.page.locator('.graphiql-response .CodeMirror').waitFor();
  }

  async tab(operation: string): Promise<void> {
    await this.page.getByRole('tab', { name: operation }).click();
    await this.ready(operation);
  }

  /** Presses the button once what ran before has its answer: until then it would stop that. */
  execute(): Promise<void> {
    return this.page.locator('.graphiql-execute-button[aria-label^="Execute"]').click();
  }

  /** Ends the stream that runs in this tab. */
  stop(): Promise<void> {
    return this.page.locator('.graphiql-execute-button[aria-label^="Stop"]').click();
  }

  /** Whether a part of GraphiQL has room on the screen: what it folds, it moves out of view. */
  async isShown(selector: string): Promise<boolean> {
    const box = await this.page.locator(selector).first().boundingBox();
    return box !== null && box.x + box.width > 0;
  }

  /** What the response pane holds, once the test holds for it. */
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the operation's.
  async answer(test: (answer: any) => boolean = () => true): Promise<any> {
    // biome-ignore lint/suspicious/noExplicitAny: the shape is the operation's.
    let answer: any;
    await expect
      .poll(async () => {
        // The editor renders what is in view; it knows the rest.
        const text = await this.page.evaluate<string>(`document.querySelector('.graphiql-response .CodeMirror').CodeMirror.getValue()`);
        answer = text.startsWith('{') ? JSON.parse(text) : null;
        return answer !== null && Boolean(test(answer));
      }, WAIT)
      .toBe(true);
    return answer;
  }

  /** Chooses a tab, runs it and gives back the answer's data. */
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the operation's.
  async run(operation: string): Promise<any> {
    await this.tab(operation);
    await this.execute();
    const { data, errors } = await this.answer(({ data, errors }) => data || errors);
    expect(errors, operation).toBeUndefined();
    return data;
  }
}

export const WAIT = { timeout: 30_000, interval: 50 };
