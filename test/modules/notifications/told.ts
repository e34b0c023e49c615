import type { Client } from '../../kit/client.js';

/** What somebody was told of a row, oldest first. */
export async function toldOf(client: Client, subjectId: string): Promise<readonly string[]> {
  const { notifications } = await client.data('{ notifications(first: 100) { nodes { kind subjectId } } }');
  return notifications.nodes
    .filter((told: { subjectId: string }) => told.subjectId === subjectId)
    .map(({ kind }: { kind: string }) => kind)
    .reverse();
}
