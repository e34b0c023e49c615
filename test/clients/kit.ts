import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import type { App } from '../kit/app.js';
import { command, register } from '../modules/partners/kit.js';

const root = join(import.meta.dirname, '../..');
export const schemaFile = (name: string): string => join(root, 'schema', name);

/** A project of somebody else: a folder with these files, in which the packages of this one are found. */
export class Project {
  readonly folder = join(root, 'test/generated', `client-${randomUUID()}`);

  async write(files: Readonly<Record<string, string>>): Promise<this> {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(this.folder, name)), { recursive: true });
      await writeFile(join(this.folder, name), text);
    }
    return this;
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  /** Runs a program of a package; answers what it printed, and whether it succeeded. */
  async run(program: string, ...args: string[]): Promise<{ readonly succeeded: boolean; readonly said: string }> {
    return promisify(execFile)(join(root, 'node_modules/.bin', program), args, { cwd: this.folder }).then(
      ({ stdout, stderr }) => ({ succeeded: true, said: stdout + stderr }),
      ({ stdout, stderr }) => ({ succeeded: false, said: stdout + stderr }),
    );
  }

  // biome-ignore lint/suspicious/noExplicitAny: what a generated module exports is its package's matter.
  import(name: string): Promise<any> {
    return import(join(this.folder, name));
  }

  /** Publishes a manifest as a partner does, as the first version of a new app. */
  async publish(app: App, client: string, manifest: string): Promise<void> {
    await register(app, client);
    const { code, err } = await command(app, client, 'publish', '--version', '1.0.0', '--yes', join(this.folder, manifest));
    expect([code, err]).toEqual([0, '']);
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}

/** The settings that README.md tells users of a client to copy, beside the file that they read. */
export function settingsFor(client: 'apollo' | 'urql'): Readonly<Record<string, string>> {
  const found = new RegExp(`<!-- settings: ${client} -->\\s*\`\`\`js\\n(.*?)\\n\`\`\``, 's').exec(
    readFileSync(join(root, 'README.md'), 'utf8'),
  );
  return { 'settings.js': found![1]!, 'caches.json': readFileSync(schemaFile('caches.json'), 'utf8') };
}
