import { demand } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { refuse } from '../../../kernel/result.js';
import { findSeen } from '../../../work/find.js';
import { remember } from '../../../work/history.js';
import { day, id, int, oneOf, optional, text, texts } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { Organization } from '../organization.entity.js';
import { mayManageOrganizations } from '../organization.policy.js';
import { Station, StationSite } from '../station.entity.js';
import { openStationPayload, PremisesKindEnum, StationKindEnum } from '../station.type.js';
import { findSeat, jurisdictionOf, lockTree } from './find.js';

export const openStation = verb(
  'openStation',
  {
    does: 'Opens a station; stations at one address share a site. 设立站点',
    answers: openStationPayload,
    takes: {
      hostId: id('Organization', 'The organisation that runs it. 主办组织'),
      gridId: optional(id('Grid', 'The grid it lies in. 所在网格')),
      name: text(100, 'Name. 名称'),
      kind: oneOf(StationKindEnum, 'What it is for. 类型'),
      address: text(200, 'Stations at the same address share a site. 地址'),
      premises: optional(oneOf(PremisesKindEnum, 'What rooms it has. 用房')),
      areaSqm: optional(int({ min: 1 }, 'Floor area in square metres. 面积（平方米）')),
      functions: optional(texts('What it does. 功能')),
      openedOn: optional(day('Opened on. 启用日期')),
    },
    async may(work, { hostId }) {
      const host = await findSeen(work, Organization, hostId);
      demand(
        mayManageOrganizations(work.viewer, host.place),
        'Only administrators and street officers open stations, in their own subtree. 只有管理员和街道干部可以在其辖区内设立站点。',
      );
      return host;
    },
  },
  async (work, input, host) => {
    const jurisdiction = jurisdictionOf(work);
    // A host that is being moved comes to rest first: the station copies its place.
    await lockTree(work, jurisdiction.id);
    await work.em.refresh(host);
    if (host.status !== 'ACTIVE') refuse('INVALID', 'The host is no longer at work. 主办组织已撤销。', 'hostId');
    const grid = input.gridId === null ? null : await findSeat(work, input.gridId, 'Grid');
    if (grid && grid.jurisdictionId !== jurisdiction.id)
      refuse('INVALID', 'The grid belongs to another jurisdiction. 该网格属于其他辖区。', 'gridId');
    if (grid && grid.status !== 'ACTIVE') refuse('INVALID', 'The grid is no longer at work. 该网格已撤销。', 'gridId');

    const siteId = newId(jurisdiction.number);
    // Two stations opened at once at a new address still share one site.
    await work.sql(
      'insert into station_site (id, jurisdiction_id, address) values (?, ?, ?) on conflict (jurisdiction_id, address) do nothing',
      [siteId, jurisdiction.id, input.address],
    );
    const site = await work.em.findOneOrFail(StationSite, { jurisdictionId: jurisdiction.id, address: input.address });
    const station = work.em.create(Station, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      name: input.name,
      kind: input.kind,
      host: host.id,
      gridId: grid?.id ?? null,
      site: site.id,
      premises: input.premises,
      areaSqm: input.areaSqm,
      functions: [...(input.functions ?? [])],
      openedOn: input.openedOn,
      openingHours: [],
      place: host.place,
      createdAt: work.now(),
      updatedAt: work.now(),
      state: 'OPEN',
    });
    remember(work, 'Station', station, { verb: 'openStation', from: null });
    return { id: station.id };
  },
);
