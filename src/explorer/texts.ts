export type Language = 'en' | 'zh';

const en = {
  title: 'Mulin explorer',
  demo: 'Demo: invented people and incidents.',
  persona: 'You are',
  nobody: 'nobody · without a token',
  community: 'Community',
  token: 'Bearer token',
  tokenPlace: 'Paste an access token',
  tokenUse: 'Use it',
  tokenDrop: 'Forget it',
  tokenNote: 'Stays in this page, is never stored. Without one you see what hangs on the notice board.',
  tokenInUse: 'Your token is sent with every operation.',
  reset: 'Restore tabs',
  resetHint: 'Back to the prepared operations; your own changes to the tabs are lost.',
  languages: 'Language',
  leave: 'Press Esc, then Tab to leave the editor.',
  loading: 'Loading …',
  failed: 'The server does not answer.',
  retry: 'Try again',
  connecting: 'Connecting …',
  live: 'Live',
  waiting: 'Connection lost. Trying again; it resumes after the last cursor.',
  waitingAnew: 'Connection lost. Trying again; this operation takes no "after" and begins anew.',
  ended: 'Stopped.',
  endedBy: 'Ended:',
  nothingYet: 'Nothing yet. Report an incident in tab 4.',
  events: (count: number) => (count === 1 ? '1 event' : `${count} events`),
  resumed: (times: number) => (times === 1 ? 'resumed once' : `resumed ${times} times`),
  stop: 'Stop',
  show: 'Show',
  resume: 'Resume after the last cursor',
};
export type Texts = typeof en;

const zh: Texts = {
  title: '睦邻接口浏览器',
  demo: '演示环境：人物与事件均为虚构。',
  persona: '身份',
  nobody: '未登录（不带令牌）',
  community: '社区',
  token: '访问令牌',
  tokenPlace: '粘贴访问令牌',
  tokenUse: '使用',
  tokenDrop: '清除',
  tokenNote: '令牌只留在本页，不会保存。不带令牌时，只能看到公示内容。',
  tokenInUse: '每次请求都会带上您的令牌。',
  reset: '恢复示例',
  resetHint: '恢复预置的操作；您对标签页的修改将丢失。',
  languages: '语言',
  leave: '先按 Esc 再按 Tab 可离开编辑器。',
  loading: '正在加载……',
  failed: '服务器没有响应。',
  retry: '重试',
  connecting: '正在连接……',
  live: '实时接收中',
  waiting: '连接已断开，正在重连；将从最后的游标续传。',
  waitingAnew: '连接已断开，正在重连；此操作没有 "after" 变量，将重新开始。',
  ended: '已停止。',
  endedBy: '已结束：',
  nothingYet: '暂无事件，可到第 4 个标签页上报一件。',
  events: (count) => `${count} 件`,
  resumed: (times) => `已续传 ${times} 次`,
  stop: '停止',
  show: '查看',
  resume: '从最后的游标续传',
};

export const texts: Readonly<Record<Language, Texts>> = { en, zh };

/** What each persona is, in Chinese; the server says it in English with the Chinese term at the end. */
const personasInChinese: Readonly<Record<string, string>> = {
  resident: '家住第一社区第一网格，不任职。',
  'grid-leader': '第一网格的网格长。',
  'grid-worker': '第一网格的专职网格员。',
  'community-cadre': '第一社区的在职干部。',
  'street-supervisor': '街道（镇）干部。',
  dispatcher: '信息总台调度员。',
  police: '前几个网格的社区民警。',
  'property-staff': '第一社区物业公司的经理。',
  chief: '第一网格的楼道长。',
  auditor: '只查看审计日志。',
  admin: '管理本街道（镇）的系统。',
  dashboard: '大屏的客户端凭据：汇总数据与脱敏事件。',
  partner: '合作系统的客户端凭据：仅限持久化查询。',
  router: '联邦路由的客户端凭据。',
};

/** A persona's name and what it is, in the chosen language, of the server's "Leads the first grid. 网格长". */
export function describePersona(persona: string, description: string, language: Language): { name: string; about: string } {
  const [, english = description, term = ''] = /^(.*\.)\s+(\S+)$/.exec(description) ?? [];
  return language === 'en' ? { name: persona, about: english } : { name: term || persona, about: personasInChinese[persona] ?? term };
}
