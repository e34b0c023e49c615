import { nounNames, publicId } from '../../../src/kernel/ids.js';
import type { Naive } from '../../read/naive.js';
import {
  among,
  bare,
  byInstant,
  type DefaultOrders,
  id,
  inTime,
  type NaivePart,
  type Orders,
  resolversOf,
} from '../../read/naive-rules.js';
import type { Row } from '../../read/world.js';

export const orders: Orders = {
  AuditEntry: { AT: byInstant('at') },
};
export const defaultOrders: DefaultOrders = {
  AuditEntry: { field: 'AT', direction: 'DESC' },
};

export const answers = (naive: Naive): NaivePart => {
  const { to } = resolversOf(naive);

  return {
    sees: {
      AuditEntry: (row, ask) => naive.isOwnJurisdiction(row, ask) && ask.viewer.held.some(({ role }) => role === 'AUDITOR'),
    },
    filters: {
      AuditEntry: {
        actorId: (row: Row, wanted: string) => row.actor_id === bare(wanted, 'Person'),
        clients: among('client'),
        actions: among('action'),
        subjectId: (row: Row, wanted: string) => row.subject_id === bare(wanted, ...nounNames),
        at: inTime('at'),
      },
    },
    fields: {
      AuditEntry: {
        id: id('AuditEntry'),
        actor: to('actor_id'),
        subjectId: (row: Row) => row.subject_id && publicId(row.subject_noun, row.subject_id),
        seq: (row: Row) => (row.seq === null ? null : Number(row.seq)),
        hash: (row: Row) => row.hash?.toString('hex') ?? null,
      },
    },
    roots: {
      auditEntries: (_root, args, ask) => naive.page('AuditEntry', naive.visible('AuditEntry', ask), args, ask),
    },
  };
};
