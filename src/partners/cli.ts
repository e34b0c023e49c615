#!/usr/bin/env node
import '../kernel/node-version.js';

await import('./run.js');
