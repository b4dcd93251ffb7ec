/** `npm run verify`: proves the bytes of event logs, or, with `payroll` and a month, the payslips that they hold. */
if (process.argv[2] === 'payroll') await import('../services/finance/tools/verify-payroll.ts');
else await import('../libs/event-sourcing/tools/verify.ts');
