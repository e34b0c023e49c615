import type { Urgency } from '../modules/incidents/incident.terms.js';

/** What people report, where in a grid it is, and how it ends. No matter names a person. */
export interface Matter {
  readonly category: string;
  readonly title: string;
  readonly spot: string;
  readonly description: string;
  readonly outcome: string;
  readonly urgency: Urgency;
}

const matter = (
  category: string,
  title: string,
  spot: string,
  description: string,
  outcome: string,
  urgency: Urgency = 'NORMAL',
): Matter => ({ category, title, spot, description, outcome, urgency });

/** 004, July 2021: construction works cut the water, and nobody had been told; the quarrel was settled with an apology. */
export const waterCut = matter(
  'WATER_SUPPLY',
  '施工挖断供水管停水',
  '全小区',
  '道路施工挖断供水管，全小区停水，四楼以上水压不足；事先未见任何通知，居民与施工方发生争执。',
  '供水单位抢修后恢复供水，施工方当面致歉；经调解，双方达成一致，约定今后停水提前公示。',
  'HIGH',
);

export const matters: readonly Matter[] = [
  matter('STREET_LIGHT', '路灯不亮', '3号楼东侧道路', '连续三晚不亮，老人夜间出行不便。', '已更换灯头，当晚恢复照明。'),
  matter('RUBBISH', '垃圾无人清理', '北门投放点', '投放点垃圾外溢，有异味。', '已清运并冲洗地面，增加一次清运。'),
  matter('FALLING_OBJECTS', '高空抛物', '5号楼楼下', '多次有杂物从高处落下，险些砸到行人。', '已逐户上门提醒，并加装警示牌。', 'HIGH'),
  matter('CORRIDOR_CLUTTER', '楼道堆放杂物', '2号楼2单元', '纸箱和旧家具占用楼道，影响疏散。', '住户已自行清走，楼道恢复畅通。'),
  matter('WATER_SUPPLY', '水压不足', '6号楼4层以上', '早晚用水高峰水流很小。', '已检修加压泵，水压恢复正常。', 'HIGH'),
  matter('NEIGHBOUR_DISPUTE', '邻里噪声纠纷', '4号楼3单元', '楼上夜间响动影响休息，双方言语争执。', '经上门调解，双方约定安静时段。'),
  matter('FIRE_LANE', '消防通道被占用', '西门', '车辆长时间停放，消防车无法通行。', '已通知挪车并重新施划标线。', 'HIGH'),
  matter('SOCIAL_SECURITY', '有居民咨询低保申请', '便民服务窗口', '家中主要劳动力患病，想了解低保申请条件。', '已协助备齐材料并递交申请。'),
  matter('TAP', '公共水龙头漏水', '活动广场', '水龙头关不严，地面长期积水。', '已更换阀芯。', 'LOW'),
  matter('PROPERTY_DISPUTE', '电梯维修费用分摊争议', '7号楼', '住户对维修费分摊方案有异议。', '已召集三方协商，形成分摊方案并公示。'),
  matter('GAS_HAZARD', '疑似燃气异味', '1号楼1单元', '楼道内闻到燃气味，请尽快检查。', '燃气公司已更换软管，复测正常。', 'EMERGENCY'),
  matter('SMALL_ADVERTS', '贴满小广告', '沿街商铺后墙', '墙面和电杆上贴满小广告。', '已清除并粉刷墙面。', 'LOW'),
  matter('NEW_ENERGY', '电动车飞线充电', '5号楼1单元', '从窗户拉线给电动车充电。', '已拆除飞线，引导至集中充电棚。', 'HIGH'),
  matter('PETS', '遛狗不牵绳', '中心花园', '傍晚有大型犬未牵绳，孩子受到惊吓。', '已上门宣传文明养宠，饲养人承诺牵绳。'),
  matter('ILLEGAL_PLANTING', '有人毁绿种菜', '8号楼南侧绿地', '公共绿地被开垦种菜。', '已劝导清理并补种草皮。', 'LOW'),
  matter('TOILET', '马桶堵塞', '社区公共卫生间', '马桶堵塞外溢。', '已疏通并消杀。'),
  matter('WASTE_SORTING', '垃圾混投', '东区分类投放点', '厨余与其他垃圾混投。', '已安排志愿者定时值守引导。', 'LOW'),
  matter('HOUSEKEEPING_AND_JOBS', '有居民求助家政就业信息', '社区服务站', '想找离家近的家政工作。', '已推荐两个岗位并安排面试。'),
  matter('DRYING', '随意晾晒', '3号楼前绿化带', '树间拉绳晾晒被褥。', '已劝导收回，指引至公共晾晒区。', 'LOW'),
  matter('POLICY_ENQUIRY', '有居民咨询养老补贴政策', '居民议事厅', '高龄补贴发放时间调整，希望解释。', '已当面解释政策并发放资料。'),
  matter('PETITION', '车位分配不公', '南区停车场', '多户居民反映停车位分配不透明。', '已公开分配办法，居民表示接受。'),
  matter('STREET_LIGHT', '楼道声控灯失灵', '4号楼1单元', '二楼至四楼声控灯不亮。', '已更换感应开关。', 'LOW'),
  matter('RUBBISH', '建筑垃圾乱倒', '后街围墙边', '装修垃圾倒在围墙边多日。', '已联系清运，责任商户承担费用。'),
  matter('FIRE_LANE', '灭火器过期', '地下车库B区', '车库内灭火器压力不足。', '已全部更换并登记台账。', 'HIGH'),
  matter('WATER_SUPPLY', '施工致临时停水', '2号楼至4号楼', '上午突然停水，未见通知。', '抢修完成，已恢复供水并张贴说明。', 'HIGH'),
  matter('CORRIDOR_CLUTTER', '电动车停放楼道', '6号楼2单元', '两辆电动车长期停放楼道。', '车主已移至车棚。'),
  matter('OTHER', '器材松动', '健身广场', '漫步机连接处松动，有安全隐患。', '已紧固并张贴使用提示。'),
  matter('NEIGHBOUR_DISPUTE', '漏水引发邻里纠纷', '3号楼2单元', '楼上卫生间渗水，双方对赔偿有分歧。', '经调解，楼上负责维修并粉刷。'),
  matter('SOCIAL_SECURITY', '请求代办医保参保登记', '便民服务窗口', '行动不便，希望代办参保登记。', '网格员已上门代办。'),
  matter('SMALL_ADVERTS', '贴满小广告', '7号楼各单元', '开锁小广告贴满楼道。', '已集中清除。', 'LOW'),
  matter('PETS', '宠物粪便无人清理', '北区步道', '步道上常有宠物粪便。', '已增设拾便箱并张贴提示。', 'LOW'),
];
