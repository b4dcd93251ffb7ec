import type { AccessDeclaration } from '@linli/service-kit';

/** Who may do what with the facts of sanitation. */
export const access: AccessDeclaration = {
  permissions: {
    'defect.report': 'report defects of roads',
    'defect.repair': 'say for a unit that a defect is repaired',
    'estate.register': 'register estates',
    'sign.install': 'install and remove signs of estates',
    'segment.plan': 'define and redraw duty segments, and give them to cleaners',
    'shift.record': 'record shifts, absences and persuasions of cleaners',
    'inspection.draw': 'draw the inspections of a day, and see what was drawn',
    'inspection.record': 'record inspections of duty segments',
    'assessment.correct': 'correct results of closed months',
    'assessment.award': 'reward workers and hold them to account',
    'staff.manage': 'keep the roll of those who clean',
  },
  roles: {
    grid_worker: { who: '网格员, walks the grids and reports', may: ['defect.report'] },
    handler: { who: '处置人员, acts for the unit of the token and for no other', may: ['defect.repair'] },
    property_manager: {
      who: '物业管理员, keeps estates and their signs',
      may: ['estate.register', 'sign.install'],
    },
    sanitation_manager: {
      who: '环卫负责人, gives the duty segments out and keeps the book of their days',
      may: [
        ...['segment.plan', 'shift.record', 'inspection.draw'],
        ...['assessment.correct', 'assessment.award', 'staff.manage'],
      ],
    },
    cleaner: { who: '清管员, keeps a duty segment', may: ['shift.record'] },
    sanitation_inspector: { who: '卫生检查员, inspects duty segments', may: ['inspection.record'] },
    township_inspector: {
      who: '镇政府检查人员, inspects duty segments for the township',
      may: ['inspection.record'],
    },
  },
};
