/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * answers.h: what a PCI function says when it is asked whether it lives. Neighbour: bus_pci.c asks, in the
 * watching thread.
 */
#ifndef VFERRY_ANSWERS_H
#define VFERRY_ANSWERS_H

#include <bus_pci_driver.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Asks a mapped function by one read: of its status register where its PMD is known here, else of its
 * configuration, which may wait while the kernel resets the function. Neither changes anything. False: it
 * does not answer. *turning: the bits of that register that turn when the link or the function's PF does, 0
 * when they are not known. The mapping must stay until it returns.
 */
bool answers_ask(const struct rte_pci_device *pci, uint32_t *turning);

#endif
