/** How much is tried: all of it where CI is set, elsewhere less of the same, so that whoever changes the code waits for minutes. */
export const inDepth = <T>(all: T, some: T): T => (process.env.CI ? all : some);
