/** The words of disclosure notices. */

export const disclosureStates = {
  DRAFT: 'Written; only staff see it. 草稿',
  PUBLISHED: 'Published: everybody reads it. 已公开',
  WITHDRAWN: 'Withdrawn, with a reason. Final. 已撤回',
} as const;
export type DisclosureState = keyof typeof disclosureStates;
