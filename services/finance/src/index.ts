export { FinanceModule } from './finance.module.ts';
export { recount, type Recounted } from './payroll/recount.ts';
