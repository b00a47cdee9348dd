/* SPDX-License-Identifier: BSD-3-Clause */
/* machine.c: see machine.h. */
#include "machine.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "line.h"

#define BOOTS     3u /* now and then an emulated CPU gets no timer interrupt any more */
#define BOOT_MS   60000
#define ANSWER_MS 30000 /* longer than the prober waits for anything */
#define QMP_MS    30000
#define LINE      4096

/*
 * Memory that has been freed is filled with a pattern, and the pattern is looked at: a use after free does
 * not pass. On a busy machine the emulated TSC is measured wrongly, so the clock is another one; and that an
 * emulated CPU got no time for a while says nothing about a driver. A guest that hangs does not answer.
 */
#define COMMAND_LINE                                                                                    \
	"console=ttyS0 loglevel=7 panic=-1 mitigations=off audit=0 cryptomgr.notests clocksource=hpet " \
	"rcupdate.rcu_cpu_stall_suppress=1 nosoftlockup slub_debug=FZP,kmalloc-*"

static void
run_qemu(const char *folder, const char *name, int port, int qmp)
{
	char kernel[512], initramfs[512], log[512], port_fd[64], qmp_fd[64], words[512];

	snprintf(kernel, sizeof(kernel), "%s/vmlinux", folder);
	snprintf(initramfs, sizeof(initramfs), "%s/initramfs.cpio", folder);
	snprintf(log, sizeof(log), "file,id=console,path=%s/%s.log,append=on", folder, name);
	snprintf(port_fd, sizeof(port_fd), "socket,id=port,fd=%d", port);
	snprintf(qmp_fd, sizeof(qmp_fd), "socket,id=qmp,fd=%d", qmp);
	snprintf(words, sizeof(words), "%s/%s.qemu", folder, name);
	if (freopen(words, "a", stderr) == NULL)
		_exit(127);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	execlp("qemu-system-x86_64", "qemu-system-x86_64", "-machine", "q35,accel=tcg", "-cpu",
	       "Nehalem,+rdrand", "-smp", "2", "-m", "256", "-nodefaults", "-display", "none", "-no-reboot",
	       "-kernel", kernel, "-initrd", initramfs, "-append", COMMAND_LINE, "-chardev", log, "-serial",
	       "chardev:console", "-chardev", port_fd, "-serial", "chardev:port", "-chardev", qmp_fd, "-mon",
	       "chardev=qmp,mode=control", "-device", "pcie-root-port,id=rp1,chassis=1,addr=01.0", "-device",
	       "pcie-root-port,id=rp2,chassis=2,addr=02.0", "-device",
	       "igb,id=nic,bus=rp1,romfile=", "-device", "igb,id=pf,bus=rp2,romfile=", (char *)NULL);
	_exit(127);
}

/* A line of QMP, or NULL. */
static json_t *
qmp_read(struct machine *machine, uint64_t deadline_us)
{
	char line[LINE];

	return line_read(machine->qmp, deadline_us, line, sizeof(line)) ? json_loads(line, 0, NULL) : NULL;
}

/* Executes a command, and reads on until it has returned and, if one is named, the event has come. */
static int
qmp_execute(struct machine *machine, const char *command, const char *event, struct err *err)
{
	uint64_t deadline_us = clock_us() + QMP_MS * 1000ull;
	bool returned = false, happened = event == NULL;

	dprintf(machine->qmp, "%s\n", command);
	while (!returned || !happened) {
		json_t *message = qmp_read(machine, deadline_us),
		       *failure = json_object_get(message, "error");
		const char *name = json_string_value(json_object_get(message, "event"));

		if (message == NULL)
			return err_set(err, -ETIMEDOUT, "QEMU did not do %s within %d s", command,
			               QMP_MS / 1000);
		if (failure != NULL) {
			err_set(err, -EIO, "QEMU refused %s: %s", command,
			        json_string_value(json_object_get(failure, "desc")));
			json_decref(message);
			return -EIO;
		}
		returned |= json_object_get(message, "return") != NULL;
		happened |= name != NULL && event != NULL && strcmp(name, event) == 0;
		json_decref(message);
	}
	return 0;
}

int
machine_plug(struct machine *machine, struct err *err)
{
	return qmp_execute(machine,
	                   "{\"execute\": \"device_add\", \"arguments\": "
	                   "{\"driver\": \"igb\", \"id\": \"nic\", \"bus\": \"rp1\", \"romfile\": \"\"}}",
	                   NULL, err);
}

int
machine_unplug(struct machine *machine, struct err *err)
{
	return qmp_execute(machine, "{\"execute\": \"device_del\", \"arguments\": {\"id\": \"nic\"}}",
	                   "DEVICE_DELETED", err);
}

int
machine_ask(struct machine *machine, char *answer, size_t size, struct err *err, const char *format, ...)
{
	char command[LINE], line[LINE];
	va_list args;

	va_start(args, format);
	vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	dprintf(machine->port, "%s\n", command);
	if (!line_read(machine->port, clock_us() + ANSWER_MS * 1000ull, line, sizeof(line)))
		return err_set(err, -ETIMEDOUT, "the guest did not answer '%s'", command);
	snprintf(answer, size, "%s", strlen(line) > 3 ? line + 3 : "");
	if (strncmp(line, "ok", 2) != 0)
		return err_set(err, -EREMOTEIO, "'%s' failed in the guest: %s", command, answer);
	return 0;
}

static int
boot(struct machine *machine, const char *folder, const char *name, struct err *err)
{
	int port[2], qmp[2];
	char line[LINE];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, port) != 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, qmp) != 0)
		return err_set(err, -errno, "no sockets for QEMU: %s", strerror(errno));
	fcntl(port[0], F_SETFD, FD_CLOEXEC);
	fcntl(qmp[0], F_SETFD, FD_CLOEXEC);
	machine->pid = fork();
	if (machine->pid < 0)
		return err_set(err, -errno, "no process for QEMU: %s", strerror(errno));
	if (machine->pid == 0)
		run_qemu(folder, name, port[1], qmp[1]);
	close(port[1]);
	close(qmp[1]);
	machine->port = port[0];
	machine->qmp = qmp[0];
	/* The prober's first line is not asked for. */
	if (!line_read(machine->port, clock_us() + BOOT_MS * 1000ull, line, sizeof(line)))
		return err_set(err, -ETIMEDOUT,
		               "the guest did not come up within %d s; its console is %s/%s.log",
		               BOOT_MS / 1000, folder, name);
	return qmp_execute(machine, "{\"execute\": \"qmp_capabilities\"}", NULL, err);
}

int
machine_start(struct machine *machine, const char *folder, const char *name, struct err *err)
{
	int code = 0;

	for (unsigned int i = 0; i < BOOTS; i++) {
		code = boot(machine, folder, name, err);
		if (code == 0)
			break;
		machine_stop(machine);
	}
	return code;
}

void
machine_stop(struct machine *machine)
{
	if (machine->pid <= 0)
		return;
	kill(machine->pid, SIGKILL);
	waitpid(machine->pid, NULL, 0);
	close(machine->port);
	close(machine->qmp);
	machine->pid = 0;
}
