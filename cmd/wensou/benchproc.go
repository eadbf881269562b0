package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// process is the id of a process that is measured through Linux' /proc; 0 is
// none.
type process int

// clockTick is the unit of times in /proc: USER_HZ is 100 wherever Go runs.
const clockTick = 10 * time.Millisecond

func (p process) file(name string) string { return fmt.Sprintf("/proc/%d/%s", int(p), name) }

func (p process) check() error {
	if p == 0 {
		return nil
	}
	if _, err := os.Stat(p.file("stat")); err != nil {
		return usagef("--pid: no process %d to measure: %w", int(p), err)
	}
	return nil
}

// cpu is the time that the process has spent so far.
func (p process) cpu() (time.Duration, error) {
	raw, err := os.ReadFile(p.file("stat"))
	if err != nil {
		return 0, fmt.Errorf("measure process: %w", err)
	}
	d, err := parseCPU(raw)
	if err != nil {
		return 0, fmt.Errorf("measure process %d: %w", int(p), err)
	}
	return d, nil
}

// parseCPU adds user and system time of /proc/PID/stat, see proc_pid_stat(5).
// The second field is a name that may hold anything, in brackets.
func parseCPU(stat []byte) (time.Duration, error) {
	const user, system = 14 - 3, 15 - 3 // after the name
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	if len(fields) <= system {
		return 0, fmt.Errorf("%d fields behind the name", len(fields))
	}
	u, err := strconv.Atoi(fields[user])
	if err != nil {
		return 0, err
	}
	s, err := strconv.Atoi(fields[system])
	return time.Duration(u+s) * clockTick, err
}

// cpuWatch is the time that a process spends from some moment on.
type cpuWatch struct {
	process process
	start   time.Duration
}

func (p process) watch() (cpuWatch, error) {
	w := cpuWatch{process: p}
	if p == 0 {
		return w, nil
	}
	var err error
	w.start, err = p.cpu()
	return w, err
}

// spent is 0 when there is no process.
func (w cpuWatch) spent() (time.Duration, error) {
	if w.process == 0 {
		return 0, nil
	}
	now, err := w.process.cpu()
	return now - w.start, err
}

// memory of a process, in MB. What is mapped from files is the index; the
// kernel takes it back when it needs the room.
type memory struct {
	Peak      float64 `json:"peak"` // of resident, since the process began
	Resident  float64 `json:"resident"`
	Anonymous float64 `json:"anonymous"`
	Mapped    float64 `json:"mapped"`
}

func (p process) memory() (*memory, error) {
	raw, err := os.ReadFile(p.file("status"))
	if err != nil {
		return nil, fmt.Errorf("measure process: %w", err)
	}
	return parseMemory(string(raw)), nil
}

// parseMemory reads /proc/PID/status, see proc_pid_status(5).
func parseMemory(status string) *memory {
	m := &memory{}
	for line := range strings.Lines(status) {
		name, value, _ := strings.Cut(line, ":")
		kb, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(value), " kB"))
		if err != nil {
			continue
		}
		mb := float64(kb) / 1024
		switch name {
		case "VmHWM":
			m.Peak = mb
		case "VmRSS":
			m.Resident = mb
		case "RssAnon":
			m.Anonymous = mb
		case "RssFile":
			m.Mapped = mb
		}
	}
	return m
}
