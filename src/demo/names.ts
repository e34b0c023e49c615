import type { Random } from './seeded.js';

const surnames = [
  ...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文',
];
const first = [
  ...'安宝炳彩晨承楚春存道德鼎冬芳丰凤福冠光桂海涵航浩和恒宏华怀惠济佳嘉建健锦静景敬俊凯可兰乐立丽良林玲茂美敏明宁鹏平奇启谦巧青清庆秋仁荣如瑞若善绍诗淑思松素泰婷维文曦贤祥欣新秀学雅彦怡义英颖永友雨玉育元云允泽展昭哲珍振正志忠子祖',
];
const second = [
  ...'宾波昌超成诚城川达东芬峰刚根谷贵国豪宏辉慧佳娟军科来蕾力莲亮琳龙梅民娜宁萍强琴泉群仁蓉森珊生顺涛彤伟霞翔心星兴旭雪阳扬义音瑛勇宇源月云章舟洲',
];

/** Invented names, each given once: they are put together from syllables and stand for nobody. */
export function nameMaker(random: Random): (surname?: string) => string {
  const given = new Set<string>();
  return (surname) => {
    for (;;) {
      const name = (surname ?? random.pick(surnames)) + random.pick(first) + (random.between(1, 5) === 1 ? '' : random.pick(second));
      if (given.has(name)) continue;
      given.add(name);
      return name;
    }
  };
}
