// Kills the processes that it was told to watch as soon as its standard input closes, which happens even when the
// parent was killed with no chance to clean up. One command a line: `watch <pid>` or `unwatch <pid>`.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

// Ctrl+C reaches every process of a terminal; this one leaves only after its parent.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

/** When the process started, so that another that was given the same id later is left alone; null where it is gone. */
function startOf(pid) {
  try {
    switch (process.platform) {
      case 'linux': {
        // The process's name, in parentheses, may itself hold spaces; the 22nd field is the start in clock ticks.
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
      }
      case 'win32':
        return ''; // Needs a slow call; `unwatch` at the exit of a process has to do.
      default:
        return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    }
  } catch {
    return null;
  }
}

function kill(pid) {
  try {
    if (process.platform === 'win32') execFileSync('taskkill', ['/F', '/T', '/PID', String(pid)], { stdio: 'ignore' });
    else process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

const watched = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  const [command, pid] = [line.split(' ')[0], Number(line.split(' ')[1])];
  if (command === 'watch') watched.set(pid, startOf(pid));
  else watched.delete(pid);
}

for (const [pid, start] of watched) if (start !== null && startOf(pid) === start) kill(pid);
process.exit();
