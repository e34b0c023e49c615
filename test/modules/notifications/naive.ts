import { publicId } from '../../../src/kernel/ids.js';
import type { Naive } from '../../read/naive.js';
import { type Args, type Asking, among, byInstant, type DefaultOrders, id, type NaivePart, type Orders } from '../../read/naive-rules.js';
import type { Row } from '../../read/world.js';
import { subjects } from './subjects.js';

export const orders: Orders = { Notification: { AT: byInstant('at') } };
export const defaultOrders: DefaultOrders = { Notification: { field: 'AT', direction: 'DESC' } };

export const answers = (naive: Naive): NaivePart => ({
  sees: { Notification: (row, { viewer }) => viewer.person === row.person_id },
  filters: {
    Notification: { kinds: among('kind'), unread: (row: Row, wanted: boolean) => (row.read_at === null) === wanted },
  },
  fields: {
    Notification: {
      id: id('Notification'),
      subjectId: ({ subject_noun, subject_id }: Row) => publicId(subject_noun, subject_id),
      event: (row: Row, _args: Args, ask: Asking) => naive.ifSeen(naive.of(row.step_id), ask),
      ...Object.fromEntries(
        Object.entries(subjects).map(([field, noun]) => [
          field,
          (row: Row, _args: Args, ask: Asking) => (row.subject_noun === noun ? naive.ifSeen(naive.of(row.subject_id), ask) : null),
        ]),
      ),
    },
  },
  roots: {
    notifications: (_root, args, ask) => naive.page('Notification', naive.visible('Notification', ask), args, ask),
  },
});
