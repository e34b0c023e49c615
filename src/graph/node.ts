import { Field, ID, InterfaceType } from 'type-graphql';

@InterfaceType('Node', { description: 'Anything with an id of its own. 节点' })
export abstract class Node {
  @Field(() => ID, {
    description: 'Opaque, typed and stable: three letters, an underscore, and a UUID whose last digits tell the jurisdiction. 标识',
  })
  id!: string;
}
