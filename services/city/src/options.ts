import { Command, InvalidArgumentError } from 'commander';

export interface CityOptions {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly fresh: boolean;
  readonly pace: number;
  readonly play: boolean;
}

function whole(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** The command line, as its help and the documentation tell it. */
export function cityCommand(): Command {
  return new Command('npm start --')
    .description(
      'Runs the whole city in one process on embedded engines and plays 10,000 real service requests through it.\n在一个进程里运行整座城市,并把一万条真实的市民诉求按时间放进来。',
    )
    .option('--port <number>', 'port of the page and the API (0: any free one)', whole(0, 65_535), 3000)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--data <folder>', 'where the city keeps its logs and views', '.linli')
    .option('--fresh', 'forget everything in the data folder and begin anew', false)
    .option(
      '--pace <number>',
      'minutes of the story to a minute of real time (1: real pace)',
      whole(1, 3_600),
      60,
    )
    .option('--no-play', 'only serve what is there; let no requests come in')
    .helpOption('--help', 'say this')
    .addHelpText(
      'after',
      '\nExamples:\n  npm start                          the city at http://127.0.0.1:3000\n  npm start -- --pace 1              requests come in as slowly as they did\n  npm start -- --fresh --port 8080   a new city on another port\n\nCtrl-C stops the city; the next start goes on where it stopped.',
    );
}

/** Reads the command line; prints help or what is wrong, and ends the process, where there is nothing to run. */
export function readOptions(args: readonly string[]): CityOptions {
  return cityCommand()
    .parse(['node', 'city', ...args])
    .opts<CityOptions>();
}
