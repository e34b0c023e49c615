import { demand } from '../../../kernel/errors.js';
import { jurisdictionNumberOf, newId } from '../../../kernel/ids.js';
import { fail, ok, type Result } from '../../../kernel/result.js';
import { typed } from '../../../kernel/text.js';
import { demands, float, formattedText, oneOf, optional, optionalTyped, requiredForm, text } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { jurisdictionOf } from '../../organisations/commands/find.js';
import { uploadAddress } from '../attachment.address.js';
import { Attachment } from '../attachment.entity.js';
import { mayBeAttachedTo, mayUpload } from '../attachment.policy.js';
import { contentTypes, MOST_BYTES, TICKET_MS } from '../attachment.terms.js';
import { AttachmentKindEnum, uploadTicketPayload } from '../attachment.type.js';
import { partnerOf } from '../incident.policy.js';
import { incidentFlow } from '../incident.workflow.js';
import { findByCode } from './find-by-code.js';

function contentTypeOf(value: string, at: string): Result<string> {
  const type = typed(value).toLowerCase();
  if (contentTypes.includes(type)) return ok(type);
  return fail('INVALID', 'Pictures are {types}; convert others first. 仅支持 {types} 图片，其他格式请先转换。', at, {
    types: contentTypes.join(', '),
  });
}

export const createUploadTicket = verb(
  'createUploadTicket',
  {
    does: 'Announces a picture of up to 20 MiB and 50 million pixels; its file is sent to uploadUrl by PUT within an hour, as often as it takes. What no incident has after a day is removed. 申请上传',
    answers: uploadTicketPayload,
    isOpen: true,
    takes: {
      fileName: text(200, 'What it is called. 文件名'),
      contentType: requiredForm('image/jpeg, image/png or image/webp; the file has to be what it says. 内容类型', contentTypeOf),
      size: float({ min: 1, max: MOST_BYTES }, 'Bytes of the file. 大小'),
      hash: formattedText(
        'SHA-256 of the file, in hex: a file that was damaged on its way is refused. 校验值',
        '64 hex digits.',
        (value, at) =>
          /^[0-9a-f]{64}$/i.test(typed(value))
            ? ok(typed(value).toLowerCase())
            : fail('INVALID', '{field} has 64 hex digits. {field} 应为 64 位十六进制数。', at),
      ),
      kind: optional(oneOf(AttachmentKindEnum, 'What it shows; OTHER if left out. 类型')),
      trackingCode: optionalTyped(50, 'The tracking code of the incident that it is for, from who reported without an account. 查询码'),
    },
    rules: [demands(({ size }) => Number.isInteger(size), 'INVALID', '{field} is a whole number. {field} 应为整数。', 'size')],
    async may(work, { trackingCode }) {
      if (trackingCode !== null) {
        const row = await findByCode(work, trackingCode);
        return (await incidentFlow.admit(work, mayBeAttachedTo, { id: row.id, row, at: 'trackingCode' })).row;
      }
      demand(
        mayUpload(work.viewer),
        'Sign in to upload, or give the tracking code of what you have reported. 请登录后上传，或提供上报事件的查询码。',
      );
      return null;
    },
  },
  async (work, { fileName, contentType, size, hash, kind }, incident) => {
    const now = work.now();
    const expiresAt = new Date(now.getTime() + TICKET_MS);
    const jurisdiction = incident ? { id: incident.jurisdictionId, number: jurisdictionNumberOf(incident.id) } : jurisdictionOf(work);
    const { id } = work.em.create(Attachment, {
      id: newId(jurisdiction.number),
      jurisdictionId: jurisdiction.id,
      ...{ state: 'AWAITED', kind: kind ?? 'OTHER', fileName, contentType, announcedSize: size, announcedHash: hash },
      ...(incident
        ? { uploadedBy: null, uploadingClient: null, reservedFor: incident.id }
        : { uploadedBy: work.viewer.person, uploadingClient: partnerOf(work.viewer), reservedFor: null }),
      expiresAt,
      discardAt: expiresAt,
      createdAt: now,
      updatedAt: now,
    });
    return { id, told: { uploadUrl: uploadAddress(work.keyring, id), expiresAt } };
  },
);
