"""Times this project's benchmark and its peers in turn on workload folders, checks every solution, and prints a Markdown table.

    compare.py FOLDER... [--runs 5] [--repeat 3] [--threads 1,2] [--cv] [--peers glmnet:1e-7,glmnet:1e-10,sklearn:5e-7] [--limit 300]

A run starts every contender once, one after the other, each in a process of its own that reads the workload and times the solve alone. This project
solves --repeat times in its process: the first solve includes what the .NET runtime compiles meanwhile, the later ones do not; the table has both.
Every result is checked by check_gap.py; the exit code is 1 if one of this project's is beyond the tolerance of 1e-6. --cv times 10-fold
cross-validation in place of the path. Peers are name:accuracy, in their own terms (glmnet's thresh, scikit-learn's tol, of which 5e-7 allows a gap
of 1e-6 of the null model's loss), and are left out where they are not installed or cannot solve the task. One that takes longer than --limit seconds
is not run again. Peers may use as many threads as the largest count in --threads; glmnet uses one.
"""
import argparse
import datetime
import importlib.util
import json
import os
import platform
import shlex
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PROGRAM = ROOT / 'benchmarks' / 'Regularization.Benchmarks'
TOLERANCE = 1e-6


class Contender:
    def __init__(self, name, command, is_peer):
        self.name, self.command, self.is_peer = name, command, is_peer
        self.lines, self.results, self.gaps, self.later_gaps, self.trouble = [], [], [], [], None

    def run(self, folder, result, limit, environment):
        """Starts the contender once; what it printed is kept, or what went wrong."""
        try:
            done = subprocess.run(self.command(str(folder), str(result)), capture_output=True, text=True, timeout=limit, env=environment)
        except subprocess.TimeoutExpired:
            self.trouble = f'more than {limit:g} s'
            return
        except OSError as error:
            self.trouble = str(error)
            return
        if done.returncode != 0:
            self.trouble = (done.stderr.strip().splitlines() or [f'exit code {done.returncode}'])[-1]
            return
        self.lines.append(json.loads(done.stdout.strip().splitlines()[-1]))
        self.results.append(result)

    def seconds(self, later=False):
        return [s for line in self.lines for s in (line.get('again', []) if later else [line['seconds']])]


def own_program():
    """The newest build of the benchmark program; built if there is none."""
    def newest():
        return max(PROGRAM.glob('bin/Release/*/Regularization.Benchmarks.dll'), key=lambda file: file.stat().st_mtime, default=None)
    if newest() is None:
        print('building ...', file=sys.stderr)
        subprocess.run(['dotnet', 'run', 'build.cs', 'bench', '--', '--list', 'flat'], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return newest()


def contenders(options, meta):
    program = own_program()
    for threads in options.threads:
        def own(folder, result, threads=threads):
            which = ['cv', folder] if options.cv else ['workload', folder, '--out', result]
            return ['dotnet', str(program), *which, '--repeat', str(options.repeat), '--tolerance', str(TOLERANCE), '--threads', str(threads)]
        yield Contender(f'Regularization.MLNet, {threads} thread{"s" if threads > 1 else ""}', own, is_peer=False)
    for peer in options.peers:
        name, accuracy = peer.split(':')
        if name == 'glmnet':
            def glmnet(folder, result, accuracy=accuracy):
                return ['Rscript', str(HERE / 'cv_glmnet.R'), folder, accuracy] if options.cv else ['Rscript', str(HERE / 'glmnet_path.R'), folder, result, accuracy]
            yield Contender(f'{"cv.glmnet" if options.cv else "glmnet"}, thresh {accuracy}', glmnet, is_peer=True)
        elif not options.cv and not meta['sparse'] and meta['task'] == 'gaussian':    # takes minutes on sparse designs
            def sklearn(folder, result, accuracy=accuracy):
                return [sys.executable, str(HERE / 'sklearn_path.py'), folder, result, '--tol', accuracy]
            yield Contender(f'scikit-learn, tol {accuracy}', sklearn, is_peer=True)


def check(folder, rivals):
    """Fills in the gaps of all results; the checker reads the workload once."""
    results = [result for rival in rivals for result in rival.results]
    results += [result / 'again' for result in results if (result / 'again').exists()]
    if results:
        command = [sys.executable, HERE / 'check_gap.py', folder, *results, '--tolerance', str(TOLERANCE)]
        lines = [json.loads(line) for line in subprocess.run(command, stdout=subprocess.PIPE, text=True).stdout.splitlines()]
        gap = {line['result']: line['largestGap'] for line in lines}
        for rival in rivals:
            rival.gaps = [gap.get(str(result), float('nan')) for result in rival.results]
            rival.later_gaps = [gap.get(str(result / 'again'), float('nan')) for result in rival.results if (result / 'again').exists()]


def row(name, seconds, fastest, *more):
    if not seconds:
        return None
    median = statistics.median(seconds)
    ratio = f'{median / fastest:.2f}' if fastest else ''
    return f'| {name} | {median:.3f} | {min(seconds):.3f}, {max(seconds):.3f} | {" | ".join(more)} | {ratio} |'


def table(meta, rivals, options):
    fastest = min((statistics.median(rival.seconds()) for rival in rivals if rival.is_peer and rival.lines), default=None)
    yield f'### {meta["name"]}: {meta["n"]:,} x {meta["p"]:,}{" sparse" if meta["sparse"] else ""}, {meta["task"]}{", 10-fold cross-validation" if options.cv else ""}\n'
    yield f'| | seconds | least, most | {"lambda.min | lambda.1se | least deviance" if options.cv else "largest gap"} | ratio to the fastest peer |'
    yield '|---|---|---|---|' + ('---|---|---|' if options.cv else '---|')
    for rival in rivals:
        if not rival.lines:
            continue
        last = rival.lines[-1]
        choice = [f'{last["lambdaMin"]:.5g}', f'{last["lambda1se"]:.5g}', f'{last["cvMin"]:.6g}'] if options.cv else None
        yield row(rival.name + ('' if rival.is_peer else ': first solve of a process'), rival.seconds(), fastest, *(choice or [f'{max(rival.gaps):.1e}']))
        if later := row(f'{rival.name}: later solves', rival.seconds(later=True), fastest, *(choice or [f'{max(rival.later_gaps, default=float("nan")):.1e}'])):
            yield later
    for rival in rivals:
        if rival.trouble:
            yield f'\n{rival.name}: {rival.trouble}.'


def output(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT).stdout.strip()
    except OSError:
        return ''


def processor():
    if Path('/proc/cpuinfo').exists():
        names = [line.split(':', 1)[1].strip() for line in Path('/proc/cpuinfo').read_text().splitlines() if line.startswith('model name')]
        if names:
            return names[0]
    return output('sysctl', '-n', 'machdep.cpu.brand_string') or platform.processor() or 'unknown'


def surroundings(options, load, rivals):
    changed = ' with uncommitted changes' if output('git', 'status', '--porcelain', '--untracked-files=no') else ''
    runs = f'{options.runs} run{"s" if options.runs > 1 else ""}'
    built = datetime.datetime.fromtimestamp(own_program().stat().st_mtime)
    kernels = sorted({line['kernels'] for rival in rivals for line in rival.lines if 'kernels' in line})
    versions = sorted({line['versions'] for rival in rivals for line in rival.lines if 'versions' in line})
    yield f'`compare.py {shlex.join(sys.argv[1:])}`, {datetime.date.today()}: medians of {runs}, every contender in turn in each.\n'
    yield f'- Machine: {processor()}, {os.cpu_count()} processors; {platform.platform()}; {load}'
    yield f'- Regularization.MLNet: commit {output("git", "rev-parse", "--short", "HEAD") or "unknown"}{changed}; {"; ".join(kernels)}; .NET SDK {output("dotnet", "--version")}; built {built:%Y-%m-%d %H:%M}'
    for version in versions:
        yield f'- {version}'
    yield '- Commands:'
    for command in dict.fromkeys(shlex.join(rival.command('WORKLOAD', 'RESULT')) for rival in rivals):
        yield f'  - `{command.replace(str(ROOT) + os.sep, "")}`'
    yield ''


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folders', nargs='+', type=Path, metavar='folder')
    parser.add_argument('--runs', type=int, default=5)
    parser.add_argument('--repeat', type=int, default=3)
    parser.add_argument('--threads', type=lambda text: [int(part) for part in text.split(',')], default=[1, os.cpu_count()] if os.cpu_count() > 1 else [1])
    parser.add_argument('--cv', action='store_true')
    parser.add_argument('--peers', type=lambda text: [part for part in text.split(',') if part], default='glmnet:1e-7,glmnet:1e-10,sklearn:5e-7')
    parser.add_argument('--limit', type=float, default=300)
    options = parser.parse_args()
    if wrong := [peer for peer in options.peers if peer.split(':')[0] not in ('glmnet', 'sklearn') or peer.count(':') != 1]:
        parser.error(f'{wrong[0]} is not glmnet:THRESH or sklearn:TOL')

    if lacking := [name for name in ('numpy', 'scipy') if importlib.util.find_spec(name) is None]:
        parser.error(f'{sys.executable} has no {" and no ".join(lacking)}, which check_gap.py needs')
    if missing := [folder for folder in options.folders if not (folder / 'meta.json').exists()]:
        parser.error(f'{missing[0]} is no workload: it has no meta.json')

    load = f'load {os.getloadavg()[0]:.1f} before the first run' if hasattr(os, 'getloadavg') else 'load unknown'
    threads = str(max(options.threads))
    environment = os.environ | {name: threads for name in ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS')}
    everyone, tables, fine = [], [], True
    with tempfile.TemporaryDirectory() as temporary:
        for folder in options.folders:
            meta = json.loads((folder / 'meta.json').read_text())
            rivals = list(contenders(options, meta))
            for run in range(options.runs):
                for index, rival in enumerate(rivals):
                    if rival.trouble is None:
                        print(f'{meta["name"]}, run {run + 1}: {rival.name}', file=sys.stderr)
                        rival.run(folder.resolve(), Path(temporary) / f'{meta["name"]}-{index}-{run}', options.limit, environment)
            if not options.cv:
                check(folder, rivals)
            fine &= all(not rival.trouble and all(gap <= TOLERANCE for gap in rival.gaps + rival.later_gaps) for rival in rivals if not rival.is_peer)
            everyone += rivals
            tables.append('\n'.join(table(meta, rivals, options)))
    print('\n'.join(surroundings(options, load, everyone)) + '\n' + '\n\n'.join(tables))
    return 0 if fine else 1


if __name__ == '__main__':
    raise SystemExit(main())
