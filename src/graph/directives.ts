import { DirectiveLocation, GraphQLDirective, GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLString } from 'graphql';

/** How many objects a list answers at most: a fixed number, or what its slicing arguments say (IBM's and federation's @listSize). */
export const listSizeDirective = new GraphQLDirective({
  name: 'listSize',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    assumedSize: { type: GraphQLInt },
    slicingArguments: { type: new GraphQLList(new GraphQLNonNull(GraphQLString)) },
    sizedFields: { type: new GraphQLList(new GraphQLNonNull(GraphQLString)) },
  },
});

/** What a field weighs beside the objects it answers, each time it is read. */
export const costDirective = new GraphQLDirective({
  name: 'cost',
  locations: [DirectiveLocation.FIELD_DEFINITION, DirectiveLocation.INPUT_FIELD_DEFINITION],
  args: { weight: { type: new GraphQLNonNull(GraphQLInt) } },
});

/** How many characters a text has at most, where that is more than the usual 200. */
export const maxLengthDirective = new GraphQLDirective({
  name: 'maxLength',
  description: 'How many characters a text has at most, where that is more than 200. 最大长度',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: { characters: { description: 'How many. 字符数', type: new GraphQLNonNull(GraphQLInt) } },
});
