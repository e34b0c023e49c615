import { demand } from '../../../kernel/errors.js';
import { refuse } from '../../../kernel/result.js';
import { demandVersion, findSeen } from '../../../work/find.js';
import { versionOf } from '../../../work/input.js';
import { verb } from '../../../work/verb.js';
import { ReportedFigure } from '../figure.entity.js';
import { mayReportFigures, NOT_REPORTER } from '../figure.policy.js';
import { reportedFigurePayload } from '../figure.type.js';

export const withdrawReportedFigure = verb(
  'withdrawReportedFigure',
  {
    does: 'Withdraws a published number: it stays, and is listed no longer. 撤回公布数字',
    answers: reportedFigurePayload,
    takes: versionOf('ReportedFigure'),
    async may(work, { id, version }) {
      const figure = await findSeen(work, ReportedFigure, id);
      demand(mayReportFigures(work.viewer, figure.place), NOT_REPORTER);
      demandVersion(figure, version);
      return figure;
    },
  },
  async (work, _input, figure) => {
    if (figure.withdrawnAt) refuse('WRONG_STATE', 'The figure has been withdrawn already. 该数字已撤回。', 'id');
    figure.withdrawnAt = work.now();
    return { id: figure.id };
  },
);
