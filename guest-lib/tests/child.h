/* SPDX-License-Identifier: BSD-3-Clause */
/* child.h: runs a part of a test in a child and watches every SIGBUS that it gets, up to its end. For the
 * guard's tests: what a process dies of is what its parent and a core see. */
#ifndef VFERRY_CHILD_H
#define VFERRY_CHILD_H

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

/* In a child: not as wanted, and the child ends with 1. */
#define WANT(condition)                                                                     \
	do {                                                                                \
		if (!(condition)) {                                                         \
			fprintf(stderr, "%s:%d: not %s\n", __FILE__, __LINE__, #condition); \
			_exit(1);                                                           \
		}                                                                           \
	} while (0)

struct child {
	int status;        /* as waitpid() gives it; 0: it came to its end */
	unsigned int n;    /* how many SIGBUS it got */
	siginfo_t last;    /* the last of them, as the kernel was about to deliver it */
	uintptr_t last_ip; /* and the instruction then */
};

/* Runs it in a child, which has 10 s. Afterwards the child is gone. */
static inline struct child
child_run(void (*run)(void *arg), void *arg)
{
	struct child child = {.status = -1};
	struct user_regs_struct regs;
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		alarm(10);
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0)
			run(arg);
		_exit(0);
	}
	while (pid > 0 && waitpid(pid, &status, 0) == pid) {
		child.status = status;
		if (!WIFSTOPPED(status))
			break;
		if (WSTOPSIG(status) == SIGBUS) {
			child.n++;
			ptrace(PTRACE_GETSIGINFO, pid, NULL, &child.last);
			ptrace(PTRACE_GETREGS, pid, NULL, &regs);
			child.last_ip = regs.rip;
		}
		ptrace(PTRACE_CONT, pid, NULL, (long)WSTOPSIG(status));
	}
	return child;
}

/* Its end was the default action of SIGBUS. */
static inline int
child_died_of_sigbus(const struct child *child)
{
	return WIFSIGNALED(child->status) && WTERMSIG(child->status) == SIGBUS;
}

#endif
