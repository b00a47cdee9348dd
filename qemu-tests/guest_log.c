/* SPDX-License-Identifier: BSD-3-Clause */
/* guest_log.c: see guest_log.h. */
#include "guest_log.h"

#include <stdio.h>

#include "vm.h"

#define LOG_MAX 32768

static const char guest_says[] =
        "tail -n 150 /tmp/testpmd.log; [ ! -e /tmp/first.log ] || tail -n 50 /tmp/first.log; "
        "for p in $(pidof dpdk-testpmd); do for t in /proc/$p/task/*; do "
        "echo thread $(cat $t/comm) state $(cut -d' ' -f3 $t/stat) in $(cat $t/wchan) $(cat $t/syscall); "
        "done; done; "
        "dmesg | tail -n 50";

void
guest_log_keep(struct lab *lab, const char *guest, const char *name)
{
	char path[512], text[LOG_MAX];
	FILE *file;

	snprintf(path, sizeof(path), "%s/qemu-tests/logs/%s.guest", lab->build, name);
	file = fopen(path, "w");
	for (int i = 0; file != NULL && i < LAB_HOSTS; i++) {
		if (!vm_runs(&lab->hosts[i], guest) ||
		    vm_run(&lab->hosts[i], guest, guest_says, text, sizeof(text), NULL) < 0)
			continue;
		fprintf(file, "on %s:\n%s", lab->hosts[i].name, text);
		printf("    the guest's own log is in %s\n", path);
	}
	if (file != NULL)
		fclose(file);
}
