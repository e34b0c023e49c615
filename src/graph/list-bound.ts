/** The arguments that the size of an answer depends on: by what they say, or by how many they are. */
export const sizedByValue = ['first', 'last', 'by', 'period'] as const;
export const sizedByCount = ['ids', 'representations'] as const;

/** How many objects a plain list answers at most, by arguments of the field or of one above it. They are as they came: nothing has checked them yet. */
export type Bound = (given: (argument: (typeof sizedByValue)[number]) => unknown) => number;
