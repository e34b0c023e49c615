import { Field, ObjectType } from 'type-graphql';
import { connectionType, Paging } from '../../graph/connection.js';
import { ConnectionField, MaxLength, stacked } from '../../graph/field.js';
import { Node } from '../../graph/node.js';
import { DateTime } from '../../graph/scalars.js';
import { Sensitive } from '../../graph/sensitive.js';
import { VerbEnum } from '../../graph/viewer-actions.js';
import { PersonType } from './appointment.type.js';
import { OrganizationType } from './organization.type.js';

@ObjectType('HistoryEntry', {
  implements: Node,
  description: 'One step of a row that moves through states: who did what, and when. Seen by who sees that row. 流转记录',
})
export class HistoryEntryType extends Node {
  @Sensitive('P0')
  @Field(() => VerbEnum, { description: "What was done: the mutation's name. 操作" })
  verb!: string;
  @Sensitive('P0')
  @Field(() => String, { nullable: true, description: 'The state before; null where the row was made by it. 原状态' })
  from!: string | null;
  @Sensitive('P0')
  @Field(() => String, { description: 'The state after. 新状态' })
  to!: string;
  @Sensitive('P2')
  @Field(() => PersonType, { nullable: true, description: 'Who did it; null for a client, and for those who must not know. 操作人' })
  actor!: unknown;
  @Sensitive('P1')
  @Field(() => OrganizationType, { nullable: true, description: 'For which organisation. 操作组织' })
  organization!: unknown;
  @MaxLength(2_001)
  @Sensitive('P2')
  @Field(() => String, { nullable: true, description: 'Reason and note; null for those who must not know. 备注' })
  note!: string | null;
  @Sensitive('P0')
  @Field(() => DateTime, { description: 'When. 时间' })
  at!: string;
}

const HistoryEntryConnection = connectionType('HistoryEntry', '流转记录', () => HistoryEntryType);

/** The field history of a noun with states. */
export const History = stacked(
  Sensitive('P0'),
  ConnectionField(
    () => HistoryEntryConnection,
    () => Paging,
    { description: 'Its steps, oldest first. 流转记录' },
  ),
);
