import { defineModule } from '../../graph/module.js';
import { RepartitionMutations } from './repartition.mutations.js';

export const repartition = defineModule({ name: 'repartition', entities: [], resolvers: [RepartitionMutations], reads: [] });
