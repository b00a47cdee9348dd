/* SPDX-License-Identifier: BSD-3-Clause */
/* prober.h: what the parts of the guest's only program share. Neighbours: prober.c is its main and its
 * commands, device.c the device that it holds, reader.c other processes. */
#ifndef KMOD_PROBER_H
#define KMOD_PROBER_H

#include <stdbool.h>
#include <stddef.h>

#define WAIT_MS 10000 /* for what the guest's kernel does by itself */

/* A command: its words in argv (argv[0] is its name), its answer in one line without an end. Whether it did
 * what it was asked. */
typedef bool command(int argc, char **argv, char *answer, size_t size);

/* bind ADDRESS: has igb_uio drive the device, and answers with the name of its UIO device. */
command device_bind;
/* open: opens /dev/uioN and config, maps resource0, enables the interrupt. */
command device_open;
/* event KIND: has the NIC raise an interrupt of that kind (msix, msi, intx), and reads it from /dev/uioN. */
command device_event;
/* silence KIND: the same while irqcontrol holds interrupts back, and then lets them through. */
command device_silence;
/* use: what every way to use the open files answers now. */
command device_use;
/* peek: one register through the mapping. */
command device_peek;
/* close: closes all that open opened. */
command device_close;

/* kind ADDRESS: the interrupt that the device has now: msix, msi or intx (or none at all). */
command pci_kind;
/* master ADDRESS: whether bus mastering is on or off. */
command pci_master;
/* vanish PORT: what is behind this root port does not answer any more, and the kernel is not told; return
 * PORT: it does again. */
command pci_vanish;
command pci_return;

/* reader own|inherited: a process that blocks in a read of /dev/uioN, by a file of its own or by open's. */
command reader_start;
/* woken: what its read returned. */
command reader_woken;
/* Ends every process that was started here. */
void reader_stop(void);
/* hammer FILE TEXT FILE TEXT ROUNDS: writes each TEXT into its FILE, in turn, while two processes open,
 * switch and close /dev/uioN all the time. */
command reader_hammer;

/* The open /dev/uioN, or -1, and its name. */
int device_fd(void);
const char *device_path(void);
/* "EIO" for an errno. */
const char *error_name(int code);
/* Writes text into an existing file: 0 or an errno. */
int write_file(const char *path, const char *text);
/* The first line of a file, without its end; "" when it cannot be read. */
void read_file(const char *path, char *line, size_t size);
/* Waits until path is there, or is not: false when WAIT_MS passed. */
bool wait_path(const char *path, bool there);
void sleep_ms(unsigned int ms);

#endif
