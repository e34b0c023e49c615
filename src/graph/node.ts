import { Field, ID, InterfaceType } from 'type-graphql';
import { Sensitive } from './sensitive.js';

@InterfaceType('Node', { description: 'Anything with an id of its own. 节点' })
export abstract class Node {
  @Sensitive('P0')
  @Field(() => ID, {
    description: 'Opaque, typed and stable: three letters, an underscore, and a UUID whose last digits tell the jurisdiction. 标识',
  })
  id!: string;
}
