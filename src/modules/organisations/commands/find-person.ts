import type { Work } from '../../../work/command.js';
import { Person } from '../person.entity.js';
import { findSeen } from './find-seen.js';

/** The person behind an input field, whom the viewer sees: by their posts, as themselves, or from the notice board. */
export const findVisiblePerson = (work: Work, id: string, field: string): Promise<Person> => findSeen(work, Person, id, field, 'person');
