import { decidersIn } from '../../eslint.config.mjs';

export default decidersIn('src/*/*.ts');
