/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_guard_chain.c: a SIGBUS that is not the guard's has the same effect as in a process without it. Every
 * scene runs in a child once without the guard, once with the guard started after the action was installed,
 * once before; what the three saw must be equal to the byte. Neighbour: test_guard_past.c, for what goes past
 * the hook.
 */
#include <errno.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <ucontext.h>

#include "child.h"
#include "dead_bar.h"
#include "guard.h"
#include "interrupted.h"
#include "plt_sample.h"
#include "tests/unit.h"

enum handler { DEFAULT, IGNORE, ONE_ARGUMENT, SIGINFO, NUM_HANDLERS };
enum event { TRUNCATED_FILE, KILLED, QUEUED, ACTION_OPTIONAL, TWICE, IN_READ, NUM_EVENTS };
enum guard { WITHOUT, STARTED_AFTER, STARTED_BEFORE, NUM_GUARDS };

struct scene {
	enum handler handler;
	int flags;
	bool mask; /* the action blocks SIGUSR1 */
	enum event event;
	enum guard guard;
};

/* All that can be seen. Of one size without padding: zeroed, then compared as a whole. */
struct outcome {
	long calls, number, code, value, own_pid, on_stack;
	uintptr_t address, instruction;
	uint64_t blocked_inside, blocked_after;
	long errno_after;
	long got; /* by the call that was interrupted */
	struct {
		uintptr_t handler;
		long flags;
		uint64_t blocks;
	} left; /* what sigaction() tells afterwards */
	long ended;
	struct {
		long status, code;
		uintptr_t address, instruction;
	} death;
};

static struct outcome *seen; /* shared with the child */
static struct bar file;
static char stack[65536];
static int (*other_sigaction)(int, const struct sigaction *, struct sigaction *);

static uint64_t
blocked_now(void)
{
	uint64_t set = 0;

	syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, &set, sizeof(set));
	return set;
}

static void
note(int number)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);

	seen->calls++;
	seen->number = number;
	seen->blocked_inside = blocked_now();
	seen->on_stack = here - (uintptr_t)stack < sizeof(stack);
	bar_revive(&file); /* an access works when it is repeated */
	errno = 99;
}

static void
one_argument(int number)
{
	note(number);
}

static void
with_siginfo(int number, siginfo_t *info, void *context)
{
	const ucontext_t *at = context;

	seen->code = info->si_code;
	seen->address = info->si_code > 0 ? (uintptr_t)info->si_addr : 0;
	seen->own_pid = info->si_code <= 0 && info->si_pid == getpid();
	seen->value = info->si_code == SI_QUEUE ? info->si_value.sival_int : 0;
	seen->instruction = (uintptr_t)at->uc_mcontext.gregs[REG_RIP];
	note(number);
}

static void
send(int code)
{
	siginfo_t info = {.si_signo = SIGBUS, .si_code = code};

	if (code > 0)
		info.si_addr = file.start;
	else
		info.si_pid = getpid();
	if (code == SI_QUEUE)
		info.si_value.sival_int = 4711;
	syscall(SYS_rt_tgsigqueueinfo, getpid(), syscall(SYS_gettid), SIGBUS, &info);
}

static void
happen(enum event event)
{
	static const int codes[] = {
	        [KILLED] = SI_USER, [QUEUED] = SI_QUEUE, [ACTION_OPTIONAL] = BUS_MCEERR_AO};

	for (int i = event == TWICE; i >= 0; i--) {
		if (event == TRUNCATED_FILE || event == TWICE) {
			bar_kill(&file);
			*bar_register(&file, 64);
		} else if (event == IN_READ) {
			seen->got = interrupted_read();
		} else {
			send(codes[event]);
		}
	}
}

static struct sigaction
wanted(const struct scene *scene)
{
	struct sigaction action = {.sa_flags = scene->flags};

	if (scene->handler == SIGINFO) {
		action.sa_sigaction = with_siginfo;
		action.sa_flags |= SA_SIGINFO;
	} else {
		action.sa_handler = scene->handler == DEFAULT  ? SIG_DFL
		                    : scene->handler == IGNORE ? SIG_IGN
		                                               : one_argument;
	}
	if (scene->mask)
		sigaddset(&action.sa_mask, SIGUSR1);
	return action;
}

static void
play(void *arg)
{
	const struct scene *scene = arg;
	struct sigaction action = wanted(scene), left = {0};
	stack_t alternate = {.ss_sp = stack, .ss_size = sizeof(stack)};
	sigset_t blocked;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR2);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	sigaltstack(&alternate, NULL);
	WANT(scene->guard != STARTED_BEFORE || guard_start(NULL) == 0);
	WANT(other_sigaction(SIGBUS, &action, NULL) == 0);
	WANT(scene->guard != STARTED_AFTER || guard_start(NULL) == 0);
	errno = 7;
	happen(scene->event);
	seen->errno_after = errno;
	seen->blocked_after = blocked_now();
	WANT(other_sigaction(SIGBUS, NULL, &left) == 0);
	seen->left.handler = (uintptr_t)left.sa_sigaction;
	seen->left.flags = left.sa_flags & ~0x04000000; /* SA_RESTORER, the C library's own */
	memcpy(&seen->left.blocks, &left.sa_mask, sizeof(seen->left.blocks));
	seen->ended = true;
}

static struct outcome
outcome_of(struct scene scene, enum guard guard)
{
	struct child child;

	scene.guard = guard;
	memset(seen, 0, sizeof(*seen));
	bar_revive(&file);
	child = child_run(play, &scene);
	/* What it died of: with the guard a fault comes a second time, and must look the same. */
	if (child.status) {
		seen->death.status = child.status;
		seen->death.code = child.last.si_code;
		seen->death.address = child.last.si_code > 0 ? (uintptr_t)child.last.si_addr : 0;
		seen->death.instruction = child.last_ip;
	}
	return *seen;
}

static void
compare(struct scene scene)
{
	struct outcome plain = outcome_of(scene, WITHOUT);

	CU_ASSERT(plain.ended || WIFSIGNALED(plain.death.status));
	for (enum guard guard = STARTED_AFTER; guard < NUM_GUARDS; guard++) {
		struct outcome guarded = outcome_of(scene, guard);
		bool same = memcmp(&guarded, &plain, sizeof(plain)) == 0;

		CU_ASSERT(same);
		if (!same)
			fprintf(stderr, "handler %d, flags %#x, mask %d, event %d, guard %d\n",
			        (int)scene.handler, (unsigned int)scene.flags, scene.mask, (int)scene.event,
			        (int)guard);
	}
}

static void
default_and_ignored(void)
{
	for (enum handler handler = DEFAULT; handler <= IGNORE; handler++)
		for (enum event event = 0; event < NUM_EVENTS; event++)
			for (unsigned int i = 0; i < 2; i++)
				compare((struct scene){.handler = handler,
				                       .flags = i ? (int)SA_RESETHAND : 0,
				                       .event = event});
}

static void
handlers(void)
{
	static const int flags[] = {SA_RESTART, SA_NODEFER, (int)SA_RESETHAND};

	for (enum handler handler = ONE_ARGUMENT; handler <= SIGINFO; handler++)
		for (enum event event = 0; event < NUM_EVENTS; event++)
			for (unsigned int set = 0; set < 8; set++) {
				struct scene scene = {
				        .handler = handler, .flags = SA_ONSTACK, .event = event};

				for (unsigned int i = 0; i < 3; i++)
					scene.flags |= set & (1u << i) ? flags[i] : 0;
				scene.mask = set & 1;
				compare(scene);
			}
}

static const struct unit_test tests[] = {
        {"default and ignored", default_and_ignored},
        {"handlers with every set of flags", handlers},
};

int
main(void)
{
	seen = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	file = bar_make(PAGE);
	*(void **)&other_sigaction = plt_sample_symbol("now", "plt_sample_sigaction");
	if (seen == MAP_FAILED || !other_sigaction)
		return 1;
	return unit_run("guard_chain", tests, sizeof(tests) / sizeof(tests[0]));
}
