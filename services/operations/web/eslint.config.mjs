import reactHooks from 'eslint-plugin-react-hooks';
import root from '../../../eslint.config.mjs';

export default [...root, { files: ['src/**/*.{ts,tsx}'], ...reactHooks.configs.flat.recommended }];
